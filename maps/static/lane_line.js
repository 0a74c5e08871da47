/* A line drawn a few pixels beside its true course, so that tours on one street stay apart. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const STEP_PX = 2; /* nearer points have no direction worth following */
  const SHARP = 0.5; /* how far a sharp corner may stretch the distance: 1 / SHARP */
  const KEEP_RIGHT_PX = 1.5; /* a street driven both ways shows both */
  const LANE_PX = 2.2;
  const ALL_LANES_PX = 10;

  /* Pixels to the right for the i-th of n tours. */
  termintreu.laneOf = function (i, n) {
    return KEEP_RIGHT_PX + (i - (n - 1) / 2) * Math.min(LANE_PX, ALL_LANES_PX / n);
  };

  function onScreen(latlngs, map) {
    const origin = map.getPixelOrigin();
    const kept = [];
    latlngs.forEach(function (latlng, i) {
      const point = map.project(latlng).subtract(origin);
      const near = kept.length && point.distanceTo(kept[kept.length - 1]) < STEP_PX;
      if (near && i === latlngs.length - 1 && kept.length > 1) kept.pop();
      if (!near || i === latlngs.length - 1) kept.push(point);
    });
    return kept;
  }

  function direction(from, to) {
    const length = from.distanceTo(to) || 1;
    return L.point((to.x - from.x) / length, (to.y - from.y) / length);
  }

  /* The points of a course as seen on the screen, shifted to the right of its direction. */
  termintreu.laneOnScreen = function (latlngs, map, right) {
    const seen = onScreen(latlngs, map);
    return seen.map(function (point, i) {
      const next = direction(point, seen[i + 1] || point);
      const before = direction(seen[i - 1] || point, point);
      const along = i === 0 ? next : i === seen.length - 1 ? before : next.add(before);
      const length = Math.hypot(along.x, along.y);
      if (length < 0.01) return point;
      const stretch = i === 0 || i === seen.length - 1 ? 1 : 1 / Math.max(SHARP, length / 2);
      return point.add(L.point(-along.y, along.x).multiplyBy((right * stretch) / length));
    });
  };

  termintreu.LaneLine = L.Polyline.extend({
    _projectLatlngs: function (latlngs, result, bounds) {
      if (!latlngs.length) return;
      if (!L.LineUtil.isFlat(latlngs)) {
        latlngs.forEach((part) => this._projectLatlngs(part, result, bounds));
        return;
      }
      const ring = termintreu.laneOnScreen(latlngs, this._map, this.options.right);
      ring.forEach((point) => bounds.extend(point));
      result.push(ring);
    },
  });
})();
