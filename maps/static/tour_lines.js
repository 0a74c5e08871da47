/* The tours of one plan as lines, with the last steps on foot and the direction of the chosen one. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  const PARTS = ["halo", "walk", "line", "hit"]; /* from below to above */
  const WALK_M = 12; /* nearer than this the stop stands at the road */
  const ARROW_PX = 46; /* shorter pieces get no arrow */

  function options(className, tour, right) {
    return {
      className: "route route--" + className + " " + termintreu.tourClass(tour),
      interactive: className === "hit",
      right: right,
      smoothFactor: 0.6,
    };
  }

  function nearest(places, point, map) {
    return places.reduce((best, place) => (best && map.distance(best, point) <= map.distance(place, point) ? best : place), null);
  }

  /* From where each piece of the way ends on the road to the door it leads to. */
  function walksOf(legs, stops, depots, map) {
    const doors = new Map(stops.map((stop) => [stop.properties.position, termintreu.placeOf(stop)]));
    const yards = depots.map(termintreu.placeOf);
    const walks = legs.map(function (leg) {
      const end = termintreu.latLng(leg.geometry.coordinates.slice(-1)[0]);
      const door = leg.properties.to_reload ? null : doors.get(leg.properties.position);
      return [end, door || nearest(yards, end, map)];
    });
    const start = legs.length && termintreu.latLng(legs[0].geometry.coordinates[0]);
    if (start) walks.push([start, nearest(yards, start, map)]);
    return walks.filter((walk) => walk[1] && map.distance(walk[0], walk[1]) > WALK_M);
  }

  function tourLayer(plan, number, right, doc, map) {
    const ofTour = (feature) => feature.properties.tour === number;
    const legs = plan.legs.filter(ofTour);
    const points = legs.map((leg) => leg.geometry.coordinates.map(termintreu.latLng));
    const walks = walksOf(legs, plan.stops.filter(ofTour), doc.depots, map);
    const course = (className) => new termintreu.LaneLine(points, options(className, number, right));
    const walk = L.polyline(walks, options("walk", number));
    const drawn = { halo: course("halo"), walk: walk, line: course("line"), hit: course("hit") };
    return { number: number, points: points, right: right, drawn: drawn, bounds: drawn.line.getBounds() };
  }

  /* Where an arrow on a piece of the way belongs: half way along, as seen on the screen. */
  function halfWay(points, right, map) {
    const seen = termintreu.laneOnScreen(points, map, right);
    const steps = seen.slice(1).map((point, i) => point.distanceTo(seen[i]));
    let left = steps.reduce((sum, step) => sum + step, 0) / 2;
    if (left * 2 < ARROW_PX) return null;
    const i = steps.findIndex((step) => (left -= step) <= 0);
    const part = (left + steps[i]) / steps[i];
    const at = seen[i].add(seen[i + 1].subtract(seen[i]).multiplyBy(part));
    const angle = Math.atan2(seen[i + 1].y - seen[i].y, seen[i + 1].x - seen[i].x);
    return { at: map.layerPointToLatLng(at), angle: angle };
  }

  /* The spots without those too near to an earlier one. */
  function apart(spots, map) {
    const kept = [];
    spots.forEach(function (spot) {
      const at = map.latLngToLayerPoint(spot.at);
      if (kept.every((other) => other.at.distanceTo(at) > ARROW_PX)) kept.push({ at: at, spot: spot });
    });
    return kept.map((item) => item.spot);
  }

  function arrow(spot, tour) {
    const face = termintreu.mark("arrow");
    face.style.transform = "translate(-50%, -50%) rotate(" + spot.angle + "rad)";
    return L.marker(spot.at, { icon: termintreu.icon("arrow " + termintreu.tourClass(tour), face), interactive: false, keyboard: false, zIndexOffset: -1000 });
  }

  termintreu.tourLines = function (plan, doc, map, on) {
    const group = L.layerGroup();
    const arrows = L.layerGroup();
    const tours = Array.from(plan.tours.keys()).map(function (number, i, all) {
      return tourLayer(plan, number, termintreu.laneOf(i, all.length), doc, map);
    });
    PARTS.forEach((part) => tours.forEach((tour) => group.addLayer(tour.drawn[part])));
    tours.forEach(function (tour) {
      tour.drawn.hit.on("click", () => on.choose(tour.number));
      tour.drawn.hit.on("mouseover", () => on.near(tour.number));
      tour.drawn.hit.on("mouseout", () => on.near(null));
    });
    group.addLayer(arrows);

    function point(chosen) {
      arrows.clearLayers();
      const tour = tours.find((item) => item.number === chosen);
      if (!tour) return;
      const spots = tour.points.map((points) => halfWay(points, tour.right, map)).filter(Boolean);
      apart(spots, map).forEach((spot) => arrows.addLayer(arrow(spot, chosen)));
    }

    function show(state) {
      tours.forEach(function (tour) {
        Object.values(tour.drawn).forEach(function (part) {
          const classes = part.getElement().classList;
          part.getElement().dataset.tour = tour.number;
          classes.toggle("is-on", tour.number === state.tour);
        });
        if (tour.number === state.tour) PARTS.forEach((part) => tour.drawn[part].bringToFront());
      });
      point(state.tour);
    }

    function boundsOf(number) {
      const tour = tours.find((item) => item.number === number);
      return tour && tour.bounds;
    }

    return { layer: group, show: show, boundsOf: boundsOf };
  };
})();
