/* Draws the town's streets beside the sign-in; without them the panel stays plain. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function element(name, attributes) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function draw(panel, picture) {
    const svg = element("svg", { viewBox: "0 0 " + picture.width + " " + picture.height, preserveAspectRatio: "xMidYMid slice" });
    for (const line of picture.lines) svg.append(element("path", { d: line.d, class: "casing fill-" + line.width }));
    for (const line of picture.lines) svg.append(element("path", { d: line.d, class: "fill-" + line.width }));
    picture.names.forEach((name, at) => {
      svg.append(element("path", { d: name.d, id: "street-" + at }));
      const text = element("text", { dy: 6 });
      const along = element("textPath", { href: "#street-" + at, startOffset: "50%" });
      along.textContent = name.name;
      text.append(along);
      svg.append(text);
    });
    panel.prepend(svg);
    panel.querySelector(".map__by").hidden = false;
  }

  document.addEventListener("DOMContentLoaded", async () => {
    const panel = document.querySelector("[data-town]");
    if (!panel || !panel.clientWidth) return;
    try {
      const picture = await window.termintreu.ask(panel.dataset.town);
      if (picture.lines.length) draw(panel, picture);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof window.termintreu.Refused)) throw error;
    }
  });
})();
