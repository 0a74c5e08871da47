/* Roads and turn rules picked out over the base map, on one canvas; and what lies under a press. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const NEAR_PX = 10;
  const DETAILED = ["service", "track", "cycleway", "pedestrian"]; /* shown from street level on, or a town is all driveways */
  const DETAILED_FROM = (termintreu.DETAILED_FROM = 13.5);

  function along(px, py, ax, ay, bx, by) {
    const dx = bx - ax;
    const dy = by - ay;
    const length = dx * dx + dy * dy;
    const t = length ? Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length)) : 0;
    return Math.hypot(px - ax - t * dx, py - ay - t * dy);
  }

  function distance(line, x, y) {
    let best = Infinity;
    for (let i = 2; i < line.xy.length; i += 2) {
      best = Math.min(best, along(x, y, line.xy[i - 2], line.xy[i - 1], line.xy[i], line.xy[i + 1]));
    }
    return best;
  }

  termintreu.RoadsLayer = termintreu.FrameLayer.extend({
    /* `styles` gives the token of a street's colour, or nothing for one that is not shown; `rules` are points. */
    show: function (style, rules) {
      this._style = style;
      this._rules = rules;
      this.repaint();
    },

    _make: function () {
      const canvas = document.createElement("canvas");
      this._pen = canvas.getContext("2d");
      return canvas;
    },

    _draw: function (frame) {
      const ratio = window.devicePixelRatio || 1;
      this._container.width = frame.size.x * ratio;
      this._container.height = frame.size.y * ratio;
      this._zoom = frame.zoom;
      const pen = this._pen;
      const k = ratio * frame.scale;
      pen.setTransform(k, 0, 0, k, ratio * frame.shift.x, ratio * frame.shift.y);
      pen.lineCap = "round";
      this._paths(frame).forEach((drawn) => {
        pen.strokeStyle = termintreu.colourOf(this._map.getContainer(), drawn.token);
        pen.lineWidth = drawn.px / frame.scale;
        pen.stroke(drawn.path);
      });
      (this._rules || []).forEach((rule) => this._dot(rule, frame));
    },

    /* One path per colour and width, in the order of the streets. */
    _paths: function (frame) {
      const grow = Math.pow(2, (frame.zoom - 15) * 0.5);
      const found = new Map();
      this._shown().forEach((street) => {
        const token = this._style(street.of);
        const px = Math.max(street.least, termintreu.STREET_WIDTHS[street.of.width].px * 0.55 * grow);
        const key = token + px;
        if (!found.has(key)) found.set(key, { token: token, px: px, path: new Path2D() });
        const path = found.get(key).path;
        street.lines.forEach(function (line) {
          if (!termintreu.touches(line.box, frame.view)) return;
          path.moveTo(line.xy[0], line.xy[1]);
          for (let i = 2; i < line.xy.length; i += 2) path.lineTo(line.xy[i], line.xy[i + 1]);
        });
      });
      return Array.from(found.values());
    },

    _shown: function () {
      const shown = [];
      if (!this._style) return shown;
      this._kept.groups.forEach((group) =>
        group.streets.forEach((street) => {
          if (!this._style(street.of)) return;
          const isCommon = this._style.isCommon && this._style.isCommon(street.of);
          if (isCommon && DETAILED.includes(street.of.road_class) && this._zoom < DETAILED_FROM) return;
          street.least = isCommon ? 1.1 : 2.6;
          shown.push(street);
        }),
      );
      return shown;
    },

    _dot: function (rule, frame) {
      if (!rule.xy) {
        const at = this._map.project(termintreu.latLng(rule.at), termintreu.KEPT_ZOOM);
        rule.xy = [at.x - this._kept.origin.x, at.y - this._kept.origin.y];
      }
      const pen = this._pen;
      const half = (rule.left_out ? 7 : 4.5) / frame.scale;
      pen.beginPath();
      if (rule.left_out) {
        pen.moveTo(rule.xy[0], rule.xy[1] - half);
        pen.lineTo(rule.xy[0] + half, rule.xy[1]);
        pen.lineTo(rule.xy[0], rule.xy[1] + half);
        pen.lineTo(rule.xy[0] - half, rule.xy[1]);
        pen.closePath();
      } else {
        pen.arc(rule.xy[0], rule.xy[1], half, 0, 2 * Math.PI);
      }
      pen.fillStyle = termintreu.colourOf(this._map.getContainer(), rule.left_out ? "--road-left" : "--road-read");
      pen.strokeStyle = termintreu.colourOf(this._map.getContainer(), "--map-halo");
      pen.lineWidth = 1.5 / frame.scale;
      pen.fill();
      pen.stroke();
    },

    /* The nearest rule, else the nearest street shown, else any street, within reach of a finger. */
    at: function (latLng) {
      const p = this._map.project(latLng, termintreu.KEPT_ZOOM).subtract(this._kept.origin);
      const reach = NEAR_PX * this._map.getZoomScale(termintreu.KEPT_ZOOM, this._map.getZoom());
      const rules = (this._rules || []).filter((rule) => rule.xy && Math.hypot(rule.xy[0] - p.x, rule.xy[1] - p.y) <= reach);
      if (rules.length) return { rules: rules };
      return this._nearest(this._shown(), p, reach) || this._nearest(this._every(), p, reach);
    },

    /* The streets that a view may show at this zoom, picked out or not. */
    _every: function () {
      const every = [];
      this._kept.groups.forEach((group) => every.push.apply(every, group.streets));
      return every.filter((street) => this._zoom >= DETAILED_FROM || !DETAILED.includes(street.of.road_class));
    },

    _nearest: function (streets, p, reach) {
      const view = [p.x - reach, p.y - reach, p.x + reach, p.y + reach];
      let best = null;
      streets.forEach(function (street) {
        street.lines.forEach(function (line) {
          if (!termintreu.touches(line.box, view)) return;
          const far = distance(line, p.x, p.y);
          if (far <= reach && (!best || far < best.far)) best = { far: far, street: street.of };
        });
      });
      return best;
    },
  });
})();
