// preview.js — the real page beside the form: follows what is kept, as wide as a telephone or a desk's screen.
// Without it the frame shows what was kept last, and "Mở riêng" opens what is typed in a page of its own.
export class Preview {
  constructor(form) {
    this.address = form.dataset.preview;
    this.frame = document.getElementById("real-page");
    this.box = this.frame.parentElement;
    this.width = 390;
    this.frame.addEventListener("load", () => this.arrived());
    if (this.ready()) this.arrived();
    document.querySelectorAll("[data-width]").forEach((button) => button.addEventListener("click", () => {
      this.width = Number(button.dataset.width);
      document.querySelectorAll("[data-width]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      this.fit();
    }));
    new ResizeObserver(() => this.fit()).observe(this.box);
    this.fit();
  }

  shown() {
    return this.box.offsetParent !== null;
  }

  ready() {
    const page = this.frame.contentDocument;
    return page && page.readyState === "complete" && page.getElementById("main");
  }

  /** The frame is as wide as the screen it stands for, and made small enough for its place. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (!width || !height) return;
    const scale = Math.min(1, width / this.width);
    this.frame.style.width = `${this.width}px`;
    this.frame.style.height = `${height / scale}px`;
    this.frame.style.transform = scale < 1 ? `scale(${scale})` : "none";
  }

  arrived() {
    const page = this.frame.contentDocument;
    if (!page || !page.getElementById("main") || page.documentElement.dataset.beside) return;
    page.documentElement.dataset.beside = "1";
    page.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || link.getAttribute("href").startsWith("#")) return;
      event.preventDefault();
      window.open(link.href, "_blank", "noopener");
    });
    page.addEventListener("submit", (event) => event.preventDefault());
    this.follow(this.anchor || "thu-tuc");
  }

  /** Show the part of the page a section of the form makes. */
  follow(anchor) {
    this.anchor = anchor;
    if (!this.shown() || !this.ready()) return;
    const view = this.frame.contentWindow;
    const place = this.frame.contentDocument.getElementById(anchor === "ten" ? "thu-tuc" : anchor);
    if (place) view.scrollTo({ top: Math.max(0, view.scrollY + place.getBoundingClientRect().top - 12) });
  }

  /** Take in the page as it is now; the place in it stays. */
  async renew() {
    if (!this.shown() || !this.ready()) return;
    try {
      const answer = await fetch(this.address, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
      const page = this.frame.contentDocument;
      const top = this.frame.contentWindow.scrollY;
      page.getElementById("main").replaceWith(page.adoptNode(fresh));
      this.frame.contentWindow.scrollTo({ top });
    } catch { /* the next change tries again */ }
  }
}
