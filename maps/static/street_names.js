/* Street names along their streets, wide streets first, none upon another. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const SVG = "http://www.w3.org/2000/svg";
  const SIZE = 11; /* as .street-name in plan_map.css */
  const BEND = 0.35; /* radians that a street may turn under its name */
  const APART = 380; /* pixels between two mentions of one name */

  function turn(a, b) {
    const d = Math.abs(a - b) % (2 * Math.PI);
    return d > Math.PI ? 2 * Math.PI - d : d;
  }

  /* The longest nearly straight run of a line in screen pixels. */
  function straightest(line, frame) {
    let best = null;
    let start = null;
    let heading = 0;
    for (let i = 0; i < line.xy.length; i += 2) {
      const x = line.xy[i] * frame.scale + frame.shift.x;
      const y = line.xy[i + 1] * frame.scale + frame.shift.y;
      const step = start && Math.atan2(y - start.lastY, x - start.lastX);
      if (!start || (start.steps && turn(step, heading) > BEND)) {
        start = start ? { x: start.lastX, y: start.lastY, steps: 0 } : { x: x, y: y, steps: 0 };
        start.lastX = start.x;
        start.lastY = start.y;
      }
      if (x === start.x && y === start.y) continue;
      heading = start.steps ? heading : Math.atan2(y - start.y, x - start.x);
      start.steps += 1;
      start.lastX = x;
      start.lastY = y;
      const length = Math.hypot(x - start.x, y - start.y);
      if (!best || length > best.length) {
        best = { length: length, x: (x + start.x) / 2, y: (y + start.y) / 2, angle: Math.atan2(y - start.y, x - start.x) };
      }
    }
    return best;
  }

  function discs(run, width) {
    const spots = [];
    for (let t = -width / 2; t <= width / 2; t += SIZE) {
      spots.push({ x: run.x + t * Math.cos(run.angle), y: run.y + t * Math.sin(run.angle) });
    }
    return spots;
  }

  function free(spots, taken) {
    return spots.every((spot) => taken.every((other) => Math.hypot(spot.x - other.x, spot.y - other.y) > SIZE * 1.5));
  }

  termintreu.StreetNames = termintreu.FrameLayer.extend({
    _make: function () {
      this._pen = document.createElement("canvas").getContext("2d");
      return document.createElementNS(SVG, "svg");
    },

    _draw: function (frame) {
      const taken = [];
      const groups = this._kept.groups.slice().reverse();
      this._container.replaceChildren();
      this._pen.font = "600 " + SIZE + "px " + getComputedStyle(this._map.getContainer()).fontFamily;
      groups.forEach((group) => {
        if (frame.zoom < termintreu.STREET_WIDTHS[group.width].named) return;
        group.streets.forEach((street) => this._name(street, frame, taken));
      });
    },

    _name: function (street, frame, taken) {
      if (!street.name) return;
      const width = this._pen.measureText(street.name).width;
      const own = [];
      const runs = street.lines
        .filter((line) => termintreu.touches(line.box, frame.view))
        .map((line) => straightest(line, frame))
        .filter((run) => run && run.length > width * 1.05);
      runs.sort((a, b) => b.length - a.length);
      runs.forEach((run) => {
        const spots = discs(run, width);
        const far = own.every((other) => Math.hypot(other.x - run.x, other.y - run.y) > APART);
        if (!far || !free(spots, taken)) return;
        own.push(run);
        taken.push.apply(taken, spots);
        this._write(street.name, run);
      });
    },

    _write: function (name, run) {
      const upright = Math.cos(run.angle) < 0 ? run.angle + Math.PI : run.angle;
      const degrees = ((upright * 180) / Math.PI).toFixed(1);
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("class", "street-name");
      text.setAttribute("transform", "translate(" + run.x.toFixed(1) + " " + run.y.toFixed(1) + ") rotate(" + degrees + ")");
      text.setAttribute("dy", "0.35em");
      text.textContent = name;
      this._container.appendChild(text);
    },
  });
})();
