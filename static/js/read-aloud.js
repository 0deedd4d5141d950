// read-aloud.js — reads a part of the page aloud, sentence by sentence, where the device has a Vietnamese voice; else the
// button stays hidden. <button data-module="read-aloud" data-read="#id" hidden><span>Đọc thành tiếng</span></button>
(() => {
  const speech = window.speechSynthesis;
  if (!speech || typeof SpeechSynthesisUtterance === "undefined") return;

  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, td, summary";
  const voice = () => speech.getVoices().find((candidate) => /^vi\b/i.test(candidate.lang));
  const sentences = (text) => text.trim().split(/(?<=[.;:!?])\s+/);

  // The innermost blocks only, those a reader can see, each once.
  const blocks = (part) =>
    [...part.querySelectorAll(BLOCKS)].filter(
      (block) => !block.querySelector(BLOCKS) && block.textContent.trim() && block.getClientRects().length,
    );

  const start = (button) => {
    const label = button.querySelector("span") || button;
    const words = label.textContent;
    let turn = 0;

    const stop = () => {
      turn += 1;
      speech.cancel();
      label.textContent = words;
      button.setAttribute("aria-pressed", "false");
      document.querySelector(".reading-now")?.classList.remove("reading-now");
    };

    const say = (text, mine) =>
      new Promise((done) => {
        const utterance = new SpeechSynthesisUtterance(text);
        Object.assign(utterance, { lang: "vi-VN", voice: voice(), rate: 0.95, onend: done, onerror: done });
        if (mine === turn) speech.speak(utterance);
        else done();
      });

    const read = async () => {
      const mine = ++turn;
      label.textContent = "Dừng đọc";
      button.setAttribute("aria-pressed", "true");
      for (const block of blocks(document.querySelector(button.dataset.read))) {
        block.classList.add("reading-now");
        block.scrollIntoView({ block: "nearest" });
        for (const sentence of sentences(block.textContent)) {
          if (mine !== turn) break;
          await say(sentence, mine);
        }
        block.classList.remove("reading-now");
        if (mine !== turn) return;
      }
      stop();
    };

    button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : read()));
    addEventListener("pagehide", stop);
  };

  const buttons = [...document.querySelectorAll('[data-module="read-aloud"]')];
  buttons.forEach(start);
  const offer = () => {
    for (const button of buttons) button.hidden = !voice() || !document.querySelector(button.dataset.read);
  };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
})();
