/* The stops of a large plan on one canvas: a dot, or the sign of what is late, tight or without a tour. */
(function () {
  "use strict";

  const termintreu = window.termintreu;
  const desk = termintreu.desk;

  const RADIUS = { stop: 4, late: 7, tight: 7, open: 5 };

  /* Draws a closed line instead of the circle; `corners` are in radii. */
  const Sign = L.CircleMarker.extend({
    _updatePath: function () {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      renderer._ctx.beginPath();
      this.options.corners.forEach((corner) => renderer._ctx.lineTo(this._point.x + corner[0] * this._radius, this._point.y + corner[1] * this._radius));
      renderer._ctx.closePath();
      renderer._fillStroke(renderer._ctx, this);
    },
  });

  const TRIANGLE = [[0, -1], [1, 0.8], [-1, 0.8]];
  const SQUARE = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
  const CORNERS = { late: TRIANGLE, tight: TRIANGLE, open: SQUARE };

  function kindOf(props) {
    if (props.kind === "unassigned") return "open";
    return props.late ? "late" : props.tight ? "tight" : "stop";
  }

  /* A canvas takes plain colours only, so an element says what the tokens come to in this theme. */
  function coloursIn(box, kind) {
    const probe = desk.make("span", "dot dot--" + kind);
    box.append(probe);
    const style = getComputedStyle(probe);
    const colours = { color: style.color, fillColor: style.backgroundColor };
    probe.remove();
    return colours;
  }

  desk.stopDots = function (plan, box, on) {
    const renderer = L.canvas({ padding: 0.3 });
    const looks = Object.fromEntries(Object.keys(RADIUS).map((kind) => [kind, coloursIn(box, kind)]));
    const rank = (feature) => (kindOf(feature.properties) === "stop" ? 0 : 1);
    const dots = plan.stops.concat(plan.open).sort((a, b) => rank(a) - rank(b)).map(function (feature) {
      const kind = kindOf(feature.properties);
      const style = Object.assign({ renderer: renderer, radius: RADIUS[kind], weight: 2, fillOpacity: 1, corners: CORNERS[kind] }, looks[kind]);
      const made = kind === "stop" ? L.circleMarker(termintreu.placeOf(feature), style) : new Sign(termintreu.placeOf(feature), style);
      return made.on("click", () => on.choose(feature.properties));
    });
    return L.layerGroup(dots);
  };
})();
