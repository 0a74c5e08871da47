/* What differs between the plan that is shown and a newer one, stop by stop. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const { make, say } = desk;

  const MOST = 12;

  /* Every stop with its tour, its place and what is locked. */
  function placesOf(view) {
    const places = new Map(view.unassigned.map((stop) => [stop.order_id, { stop: stop, tour: null, locked: false }]));
    view.tours.forEach((tour) => tour.visits.forEach((visit) => places.set(visit.order_id, { stop: visit, tour: tour.tour, locked: tour.locked || visit.locked })));
    return places;
  }

  /* Stops of a tour in their order, without those that are not in it in both plans. */
  function kept(view, others) {
    return new Map(view.tours.map((tour) => [tour.tour, tour.visits.map((visit) => visit.order_id).filter((id) => others.has(id) && others.get(id).tour === tour.tour)]));
  }

  function differing(mine, theirs) {
    const [before, after] = [placesOf(mine), placesOf(theirs)];
    const [old, now] = [kept(mine, after), kept(theirs, before)];
    const isMoved = (id, tour) => tour !== null && old.get(tour).indexOf(id) !== now.get(tour).indexOf(id);
    return Array.from(after.keys()).filter(function (id) {
      const was = before.get(id);
      const is = after.get(id);
      return was && (was.tour !== is.tour || was.locked !== is.locked || isMoved(id, is.tour));
    }).map((id) => [before.get(id), after.get(id)]);
  }

  function where(place) {
    if (place.tour === null) return say("without_tour");
    return say("compare_place", { tour: place.tour, n: place.stop.position }) + (place.locked ? ", " + say("locked") : "");
  }

  /* A table of them; nothing if no stop stands elsewhere. */
  desk.compared = function (mine, theirs) {
    const rows = differing(mine, theirs);
    if (!rows.length) return null;
    const head = make("tr", "", ...["compare_stop", "compare_mine", "compare_new"].map((name) => desk.set(make("th", "", say(name)), { scope: "col" })));
    const body = rows.slice(0, MOST).map((pair) => make("tr", "", make("td", "cut", pair[0].stop.name || pair[0].stop.order_id), make("td", "num", where(pair[0])), make("td", "num", where(pair[1]))));
    const more = rows.length > MOST ? make("p", "muted", desk.count("compare", rows.length - MOST)) : null;
    return make("div", "stack", make("table", "compare", make("thead", "", head), make("tbody", "", ...body)), more);
  };
})();
