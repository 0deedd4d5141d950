// busy.js — says after two seconds that a long step is still at work. Without it: the browser's own sign of loading.
(() => {
  document.querySelectorAll('form[data-module~="busy"]').forEach((form) => {
    form.addEventListener("submit", () => {
      setTimeout(() => {
        const told = document.createElement("p");
        told.className = "busy";
        told.setAttribute("role", "status");
        form.append(told);
        told.textContent = "Đang làm, xin đợi. Không cần bấm lại.";
      }, 2000);
    });
  });
  window.addEventListener("pageshow", () => document.querySelectorAll(".busy").forEach((told) => told.remove()));
})();
