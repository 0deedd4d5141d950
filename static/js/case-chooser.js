// case-chooser.js — choosing a case closes the others, counts its papers in the answer at the top and goes into the
// address and the print link; without it every case opens by itself and the count says "từ … giấy tờ, tùy trường hợp".
(() => {
  const answer = document.getElementById("tra-loi-giay-to");
  let usual; // what stood under the count before anything was chosen
  const print = document.getElementById("in-to-nay");

  const withCase = (address, key) => {
    const url = new URL(address, location.href);
    if (key) url.searchParams.set("truong-hop", key);
    else url.searchParams.delete("truong-hop");
    return url.href;
  };

  const show = (chosen) => {
    if (answer) {
      answer.textContent = chosen?.dataset.answer || answer.dataset.usual;
      const more = answer.parentElement.querySelector(".answer__more");
      if (more) {
        usual ??= more.textContent;
        more.textContent = chosen ? "Cho trường hợp đã chọn" : usual;
      }
    }
    if (print) print.href = withCase(print.href, chosen?.dataset.case);
    history.replaceState(history.state, "", withCase(location.href, chosen?.dataset.case));
  };

  for (const chooser of document.querySelectorAll('[data-module="case-chooser"]')) {
    const cases = [...chooser.querySelectorAll("details[data-case]")];
    for (const each of cases) {
      each.querySelector("summary").addEventListener("click", () => {
        // The click comes before the fold moves: what is shut now is being chosen.
        const chosen = each.open ? null : each;
        for (const other of cases) {
          if (chosen && other !== each) other.open = false;
          other.classList.toggle("case--chosen", other === chosen);
        }
        show(chosen);
      });
    }
  }

  // An address with #… inside a fold opens it (older browsers do not by themselves).
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
