// Who acts: chosen in the header, kept for this window.

const KEY = "person";
const select = document.getElementById("person");

/** Continue as the person this window acted as; `changed` is called for each other choice. */
export function start() {
  const kept = sessionStorage.getItem(KEY);
  if ([...select.options].some((option) => option.value === kept)) select.value = kept;
  show();
  select.addEventListener("change", () => {
    sessionStorage.setItem(KEY, select.value);
    show();
    document.dispatchEvent(new CustomEvent("person"));
  });
}

/** `{id, name, token, zone}`. */
export function current() {
  const option = select.selectedOptions[0];
  return {
    id: Number(option.value),
    name: option.textContent,
    token: option.dataset.token,
    zone: option.dataset.zone,
  };
}

function show() {
  const label = select.closest(".act-as");
  label.className = `act-as ${select.selectedOptions[0].dataset.tint}`;
}
