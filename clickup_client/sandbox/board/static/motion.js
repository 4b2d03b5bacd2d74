// Movement that shows where something went; none for people who asked for none.

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function positionOf(element) {
  return element.getBoundingClientRect();
}

/** Let an element come from where it was. */
export function glide(element, from) {
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  element.classList.remove("arrived");
  void element.offsetWidth; // so that the same animation can begin again
  element.classList.add("arrived");
  if (still.matches || !from) return;
  const to = positionOf(element);
  element.animate(
    [{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)`, zIndex: 5 }, { transform: "none" }],
    { duration: 220, easing: "cubic-bezier(.2, .8, .2, 1)" },
  );
}
