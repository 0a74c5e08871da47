/* The GeoJSON document of a plan map, sorted for drawing, and its times in words. */
(function () {
  "use strict";

  const termintreu = (window.termintreu = window.termintreu || {});

  function byDrivingOrder(a, b) {
    return a.properties.tour - b.properties.tour || a.properties.position - b.properties.position;
  }

  function planOf(head, features) {
    const own = features.filter((feature) => feature.properties.plan === head.plan);
    const ofKind = (kind) => own.filter((feature) => feature.properties.kind === kind);
    const stops = ofKind("stop").sort(byDrivingOrder);
    const open = ofKind("unassigned");
    return {
      number: head.plan,
      name: head.name,
      late: head.kpis.late_stops,
      tours: new Map(head.tours.map((tour) => [tour.tour, tour])),
      legs: ofKind("leg").sort(byDrivingOrder),
      stops: stops,
      open: open,
      byStop: new Map(stops.concat(open).map((feature) => [feature.properties.stop_id, feature])),
    };
  }

  termintreu.planDocument = function (data) {
    const head = data.termintreu;
    const ofKind = (kind) => data.features.filter((feature) => feature.properties.kind === kind);
    return {
      words: head.words,
      day: head.day,
      bounds: termintreu.boundsOf(head.view),
      plans: head.plans.map((plan) => planOf(plan, data.features)),
      depots: ofKind("depot"),
      streets: ofKind("street"),
    };
  };

  /* Times are written in the depot's zone, so the clock is read off and never computed. */
  termintreu.clock = function (time, doc) {
    const clock = time.slice(11, 16);
    return doc.day && time.slice(0, 10) > doc.day ? clock + " (" + doc.words.next_day + ")" : clock;
  };

  termintreu.windows = function (windows, doc) {
    const text = windows.map(function (window) {
      const sides = window.map((side) => side && termintreu.clock(side, doc));
      if (sides[0] && sides[1]) return sides.join("–");
      if (sides[0]) return doc.words.from + " " + sides[0];
      return sides[1] ? doc.words.until + " " + sides[1] : doc.words.no_window;
    });
    return text.join(", ") || doc.words.no_window;
  };

  termintreu.minutes = function (seconds) {
    return seconds < 60 ? "< 1 min" : Math.floor(seconds / 60) + " min";
  };
})();
