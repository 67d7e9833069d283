// What is wrong is read first: by whoever hears the page, and by whoever goes through it with the keyboard.
addEventListener("load", () => document.querySelector("[data-focus]")?.focus());
