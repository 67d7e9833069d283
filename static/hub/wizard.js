// What is wrong is read first: by whoever hears the page, and by whoever goes through it with the keyboard.
addEventListener("load", () => document.querySelector("[data-focus]")?.focus());

// A question with data-for is asked, and answered, only while one of the choices that it names is taken.
const ask = () => {
  for (const part of document.querySelectorAll("fieldset[data-for]")) {
    const taken = part.dataset.for.split(" ").some((id) => document.getElementById(id)?.checked);
    part.hidden = part.disabled = !taken;
  }
};

ask();
document.addEventListener("change", ask);
addEventListener("pageshow", ask);
