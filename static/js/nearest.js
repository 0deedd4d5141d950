// nearest.js — asks where the visitor is and opens the finder with the nearest desks first; without it one types a name.
// <button type="button" data-module="nearest" data-address="/mot-cua/" hidden><span>Gần tôi nhất</span></button>
// The place is rounded to about a hundred metres and used for this one answer only.
(() => {
  if (!navigator.geolocation) return;
  for (const button of document.querySelectorAll('[data-module="nearest"]')) {
    const label = button.querySelector("span") || button;
    label.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", () => {
      label.textContent = "Đang tìm vị trí …";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const address = new URL(button.dataset.address, location.href);
          address.searchParams.set("gan", `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`);
          location.assign(address);
        },
        () => { label.textContent = "Chưa biết vị trí, hãy gõ tên xã"; },
        { timeout: 10000, maximumAge: 300000 },
      );
    });
  }
})();
