// copy.js — copies a short text (a procedure's code) and says so; without it the text is there to be selected by hand.
// <button type="button" class="button button--quiet" data-module="copy" data-copy="1.001193" hidden><span>Chép mã</span></button>
// data-told: what to say afterwards, where the text is too long to repeat.
(() => {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('[data-module="copy"]')) {
    const label = button.querySelector("span") || button;
    const words = label.textContent;
    label.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        label.textContent = button.dataset.told || `Đã chép ${button.dataset.copy}`;
      } catch {
        label.textContent = button.dataset.told ? "Chưa chép được, hãy chép tay" : `Chưa chép được: ${button.dataset.copy}`;
      }
      setTimeout(() => { label.textContent = words; }, 3000);
    });
  }
})();
