/* The base map: a town's streets on a canvas. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  /* The zoom in whose pixels all lines are kept; every other zoom is a scaling of it. */
  const KEPT_ZOOM = (termintreu.KEPT_ZOOM = 16);

  /* Per width: pixels at zoom 15, first zoom that shows it, first zoom that names it. */
  const WIDTHS = (termintreu.STREET_WIDTHS = {
    service: { px: 1.8, from: 15, named: 17 },
    pedestrian: { px: 2.4, from: 14, named: 16 },
    minor: { px: 3.8, from: 12, named: 16 },
    tertiary: { px: 6, from: 10, named: 14 },
    secondary: { px: 7, from: 9, named: 13 },
    primary: { px: 8.2, from: 8, named: 13 },
    motorway: { px: 9, from: 6, named: 13 },
  });

  function keptLine(points, map, origin) {
    const xy = new Float64Array(points.length * 2);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    points.forEach(function (point, i) {
      const p = map.project([point[1], point[0]], KEPT_ZOOM);
      const x = p.x - origin.x;
      const y = p.y - origin.y;
      xy[2 * i] = x;
      xy[2 * i + 1] = y;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    });
    return { xy: xy, box: box };
  }

  /* A custom property may hold light-dark(); only a real property gives the colour in force. */
  termintreu.colourOf = function (box, token) {
    const probe = box.appendChild(document.createElement("span"));
    probe.style.color = "var(" + token + ")";
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };

  termintreu.touches = function (box, view) {
    return box[0] <= view[2] && box[2] >= view[0] && box[1] <= view[3] && box[3] >= view[1];
  };

  /* Streets of a document, kept once in pixels of KEPT_ZOOM; thin ones come first, so wide ones lie above. */
  termintreu.keptStreets = function (features, map, centre) {
    const origin = map.project(centre, KEPT_ZOOM);
    const groups = Object.keys(WIDTHS).map(function (width) {
      const own = features.filter((f) => f.properties.kind === "street" && f.properties.width === width);
      const streets = own.map(function (feature) {
        const lines = feature.geometry.coordinates.map((points) => keptLine(points, map, origin));
        return { name: feature.properties.name, lines: lines, of: feature.properties };
      });
      return { width: width, streets: streets };
    });
    return { origin: origin, groups: groups };
  };

  /* A layer that pans and zooms with the map and is drawn as a whole: subclasses have _make() and _draw(frame). */
  termintreu.FrameLayer = L.Renderer.extend({
    initialize: function (kept, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._kept = kept;
    },

    _initContainer: function () {
      this._container = this._make();
    },

    _destroyContainer: function () {
      this._container.remove();
      delete this._container;
    },

    _updatePaths: function () {},

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      const scale = this._map.getZoomScale(this._map.getZoom(), KEPT_ZOOM);
      const corner = this._map.getPixelOrigin().add(this._bounds.min);
      const shift = this._kept.origin.multiplyBy(scale).subtract(corner);
      const view = [-shift.x / scale, -shift.y / scale, (size.x - shift.x) / scale, (size.y - shift.y) / scale];
      this._draw({ scale: scale, shift: shift, size: size, view: view, zoom: this._map.getZoom() });
    },

    /* After a change of theme. */
    repaint: function () {
      this._update();
    },
  });

  termintreu.StreetLayer = termintreu.FrameLayer.extend({
    _make: function () {
      const canvas = document.createElement("canvas");
      this._pen = canvas.getContext("2d");
      return canvas;
    },

    _draw: function (frame) {
      const ratio = window.devicePixelRatio || 1;
      this._container.width = frame.size.x * ratio;
      this._container.height = frame.size.y * ratio;
      const pen = this._pen;
      pen.fillStyle = termintreu.colourOf(this._map.getContainer(), "--map-land");
      pen.fillRect(0, 0, frame.size.x * ratio, frame.size.y * ratio);
      const k = ratio * frame.scale;
      pen.setTransform(k, 0, 0, k, ratio * frame.shift.x, ratio * frame.shift.y);
      pen.lineCap = "round";
      pen.lineJoin = "round";
      this._streets(frame);
    },

    _streets: function (frame) {
      const shown = this._kept.groups.filter((group) => frame.zoom >= WIDTHS[group.width].from);
      const grow = Math.pow(2, (frame.zoom - 15) * (frame.zoom < 15 ? 0.62 : 0.85));
      const paths = shown.map((group) => this._path(group, frame.view));
      shown.forEach((group, i) => {
        if (frame.zoom < 13 && WIDTHS[group.width].px < 5) return;
        this._stroke(paths[i], "--map-casing", (WIDTHS[group.width].px * grow + 1.6) / frame.scale);
      });
      shown.forEach((group, i) => {
        this._stroke(paths[i], "--map-" + group.width, Math.max(0.9, WIDTHS[group.width].px * grow) / frame.scale);
      });
    },

    _path: function (group, view) {
      const path = new Path2D();
      group.streets.forEach(function (street) {
        street.lines.forEach(function (line) {
          if (!termintreu.touches(line.box, view)) return;
          path.moveTo(line.xy[0], line.xy[1]);
          for (let i = 2; i < line.xy.length; i += 2) path.lineTo(line.xy[i], line.xy[i + 1]);
        });
      });
      return path;
    },

    _stroke: function (path, token, width) {
      this._pen.strokeStyle = termintreu.colourOf(this._map.getContainer(), token);
      this._pen.lineWidth = width;
      this._pen.stroke(path);
    },
  });
})();
