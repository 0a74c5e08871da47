/* Dragging a stop from list, timeline or map onto a tour or a place, by pointer. */
(function () {
  "use strict";

  const desk = window.termintreu.desk;
  const state = desk.state;

  const FAR_PX = 5; /* a press that moves less is a click */
  const EDGE_PX = 40; /* near the list's edge it scrolls */
  const SCROLL_PX = 12;

  const scroll = document.querySelector("[data-scroll]");
  let press = null;
  let ended = 0;

  desk.wasDragged = () => Date.now() - ended < 50;

  function lifted(event) {
    if (event.button !== 0 || event.pointerType === "touch" || !desk.mayEdit()) return null;
    if (event.target.closest("button, a, input, .leaflet-control")) return null;
    const part = event.target.closest(".tourlist [data-stop], .tl [data-stop], .plan-map .pin");
    return part ? part.dataset.stop : null;
  }

  /* What lies under the pointer: a stop's place, a tour, or the box of stops without one. */
  function target(event) {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (!under) return null;
    if (under.closest("[data-lone], .toolbar")) return { tour: null, position: null };
    const stop = under.closest("[data-stop]");
    const found = stop && state.visits.get(stop.dataset.stop);
    if (found) return placeAt(found, stop, event);
    const part = under.closest("[data-tour]");
    return part && desk.vehicleOf(Number(part.dataset.tour)) ? { tour: Number(part.dataset.tour), position: null } : null;
  }

  /* The own tour and Shift keep the exact place; else the best one in that tour. */
  function placeAt(found, element, event) {
    const moving = state.moving;
    const tour = found.tour.tour;
    if (!event.shiftKey && tour !== moving.from) return { tour: tour, position: null };
    if (found.visit.order_id === moving.item.order_id) return null;
    const others = found.tour.visits.filter((visit) => visit.order_id !== moving.item.order_id);
    const at = others.indexOf(found.visit);
    const box = element.getBoundingClientRect();
    const isBehind = element.localName === "tr" ? event.clientY > box.top + box.height / 2 : event.clientX > box.left + box.width / 2;
    return { tour: tour, position: at + (isBehind ? 2 : 1) };
  }

  function follow(event) {
    if (!press) return;
    if (!press.isOn) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < FAR_PX) return;
      press.isOn = desk.startMove(press.stop, "drag");
      if (!press.isOn) return void (press = null);
      document.documentElement.classList.add("is-dragging");
    }
    if (!state.moving) return void stop();
    event.preventDefault();
    const aim = target(event);
    if (aim) desk.aim(aim.tour, aim.position);
    press.hasAim = Boolean(aim);
    roll(event.clientY);
  }

  function roll(y) {
    const box = scroll.getBoundingClientRect();
    if (y < box.top + EDGE_PX) scroll.scrollTop -= SCROLL_PX;
    if (y > box.bottom - EDGE_PX) scroll.scrollTop += SCROLL_PX;
  }

  function stop() {
    press = null;
    document.documentElement.classList.remove("is-dragging");
  }

  document.addEventListener("pointerdown", function (event) {
    if (!state.view || state.moving) return;
    const orderId = lifted(event);
    press = orderId ? { stop: orderId, x: event.clientX, y: event.clientY, isOn: false, hasAim: false } : null;
  });

  document.addEventListener("pointermove", follow);

  document.addEventListener("pointerup", function () {
    const was = press;
    stop();
    if (!was || !was.isOn) return;
    ended = Date.now();
    if (was.hasAim) desk.drop();
    else desk.endMove();
  });

  document.addEventListener("pointercancel", function () {
    if (press && press.isOn) desk.endMove();
    stop();
  });

  /* A stop that is dragged must not drag the map. */
  document.addEventListener(
    "mousedown",
    function (event) {
      if (!state.view || !desk.mayEdit()) return;
      if (event.target.closest(".plan-map .pin")) event.stopPropagation();
      if (event.target.closest(".tourlist [data-stop], .tl [data-stop]") && !event.target.closest("button")) event.preventDefault();
    },
    true,
  );
})();
