/* Keeps marks apart that would lie on each other. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const ROUNDS = 60;
  const GOLDEN = 2.399963; /* radians; marks at one spot leave in different directions */

  function cellsOf(spots, size) {
    const cells = new Map();
    spots.forEach(function (spot, i) {
      const key = Math.floor(spot.x / size) + ":" + Math.floor(spot.y / size);
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(i);
    });
    return cells;
  }

  function neighbours(cells, spot, size) {
    const found = [];
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        const key = Math.floor(spot.x / size + dx) + ":" + Math.floor(spot.y / size + dy);
        found.push.apply(found, cells.get(key) || []);
      }
    }
    return found;
  }

  function push(spots, i, j, size) {
    let x = spots[j].x - spots[i].x;
    let y = spots[j].y - spots[i].y;
    let gap = Math.hypot(x, y);
    if (gap >= size) return false;
    if (gap < 0.01) {
      x = Math.cos(j * GOLDEN);
      y = Math.sin(j * GOLDEN);
      gap = 1;
    }
    const by = (size - gap) / 2 / gap;
    spots[i].x -= x * by;
    spots[i].y -= y * by;
    spots[j].x += x * by;
    spots[j].y += y * by;
    return true;
  }

  function hold(spot, home, far) {
    const away = Math.hypot(spot.x - home.x, spot.y - home.y);
    if (away <= far) return;
    spot.x = home.x + ((spot.x - home.x) * far) / away;
    spot.y = home.y + ((spot.y - home.y) * far) / away;
  }

  /* Returns an offset {x, y} per point so that no two are nearer than `size`, if room allows; point i stays within far(i) of home. */
  termintreu.spread = function (points, size, far) {
    const spots = points.map((point) => ({ x: point.x, y: point.y }));
    for (let round = 0; round < ROUNDS; round += 1) {
      const cells = cellsOf(spots, size);
      let moved = false;
      spots.forEach(function (spot, i) {
        neighbours(cells, spot, size).forEach(function (j) {
          if (j > i && push(spots, i, j, size)) moved = true;
        });
      });
      if (!moved) break;
      spots.forEach((spot, i) => hold(spot, points[i], far(i)));
    }
    return spots.map((spot, i) => ({ x: spot.x - points[i].x, y: spot.y - points[i].y }));
  };
})();
