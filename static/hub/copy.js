// Copies the text of what a button names with data-copy, and says so on the button for a moment.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  const text = button && document.getElementById(button.dataset.copy);
  if (!text) return;
  const done = () => {
    const label = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 1500);
  };
  // Browsers give the clipboard only to secure addresses; elsewhere the text is selected for the keyboard.
  if (navigator.clipboard) navigator.clipboard.writeText(text.textContent.trim()).then(done);
  else getSelection().selectAllChildren(text);
});
