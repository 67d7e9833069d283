// Keeps forms and renewed parts of a page honest: nothing is sent twice, nothing fails in silence.

// A form that is on its way is not sent again. It opens again when the page is shown again or the answer stays away.
const PATIENCE = 15000;

const open = (form) => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => open(form), PATIENCE);
});

addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(open));

// One box at the head of a table ticks all below it.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  const boxes = event.target.closest("table").querySelectorAll("tbody input[type=checkbox]");
  boxes.forEach((box) => (box.checked = event.target.checked));
});

// Whoever has been signed out meanwhile signs in on a whole page, not in a part of one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL;
  if (!address || !new URL(address).pathname.endsWith("/login/")) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// A part that cannot be renewed says so where it stands, in the words of its data-failed.
const tell = (event) => {
  const part = event.detail.elt.closest("[data-failed]");
  if (!part || part.querySelector("[data-failure]")) return;
  const note = document.createElement("p");
  note.dataset.failure = "";
  note.setAttribute("role", "alert");
  note.textContent = part.dataset.failed;
  part.append(note);
};

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, tell);

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.elt.closest("[data-failed]")?.querySelector("[data-failure]")?.remove();
});

// The theme folds groups of the menu for the mouse alone; the keyboard opens them too, and they are told as buttons.
const tellFold = (head) => {
  const list = head.parentElement.querySelector("ol");
  head.setAttribute("aria-expanded", String(list !== null && list.style.display !== "none"));
};

document.addEventListener("DOMContentLoaded", () => {
  for (const head of document.querySelectorAll("h2[x-on\\:click]")) {
    head.tabIndex = 0;
    head.setAttribute("role", "button");
    head.addEventListener("click", () => setTimeout(tellFold, 0, head));
    head.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      head.click();
    });
    setTimeout(tellFold, 0, head);
  }
});
