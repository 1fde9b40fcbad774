// What the tests ask a page. It is evaluated beside the page, never served.
globalThis.look = {
  // Elements are named as somebody would find them.
  name(e) {
    const id = e.id ? `#${e.id}` : "", names = typeof e.className === "string" && e.className ? `.${e.className.trim().split(/\s+/).join(".")}` : "";
    return `${e.localName}${id}${names} "${(e.textContent || e.value || "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  },

  // Every rule of axe-core for WCAG 2.x A and AA, and its best practices.
  async axe(only) {
    const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"], iframes: false });
    return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.impact}): ${n.target.join(" ")}: ${(n.failureSummary || "").replace(/\s+/g, " ").slice(0, 220)}`));
  },

  // What makes the page wider than the window.
  wide() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
    const inside = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible" && p.getBoundingClientRect().right <= width + 1) return true; return false; };
    const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1 && !inside(e));
    const deep = wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)));
    return deep.length ? deep.slice(0, 4).map(look.name) : [`the page is ${document.documentElement.scrollWidth} px wide`];
  },

  enlarge(on) { document.documentElement.style.fontSize = on ? "200%" : ""; },

  focusable() {
    const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
    return [...all].filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length);
  },

  // Focusable elements on which the focus cannot be seen.
  unseen() {
    const near = (e) => [e, e.closest("label"), e.nextElementSibling, e.parentElement].filter(Boolean);
    const drawn = (e) => near(e).map((n) => { const s = getComputedStyle(n); return `${s.boxShadow} ${s.borderColor}`; }).join();
    const outlined = (e) => near(e).some((n) => { const s = getComputedStyle(n); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; });
    const faults = [], met = new Map();
    for (const e of look.focusable()) {
      const kind = [e, e.parentElement, e.parentElement.parentElement].map((n) => `${n.localName} ${n.className} ${n.type ?? ""}`).join();
      met.set(kind, (met.get(kind) ?? 0) + 1);
      if (met.get(kind) > 3) continue; // the same rules draw the others
      document.activeElement?.blur();
      const before = drawn(e);
      e.focus();
      if (document.activeElement !== e) faults.push(`takes no focus: ${look.name(e)}`);
      else if (!outlined(e) && drawn(e) === before) faults.push(`focus is not seen: ${look.name(e)}`);
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return faults;
  },

  // What still moves for somebody who asked for less motion.
  moving() {
    const long = (text) => text.split(",").some((t) => parseFloat(t) > 0.01);
    return [...document.querySelectorAll("*")].filter((e) => {
      const s = getComputedStyle(e);
      return (s.animationName !== "none" && long(s.animationDuration)) || long(s.transitionDuration) || s.scrollBehavior === "smooth";
    }).slice(0, 4).map(look.name);
  },

  // Where the focus is: its place among what can have it, and whether something lies above it.
  focus() {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const boxes = [...e.getClientRects(), ...(e.closest("label")?.getClientRects() ?? [])];
    const free = boxes.some((r) => [r.top + 2, r.top + r.height / 2, r.bottom - 2].some((y) => {
      const top = document.elementFromPoint(Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1), y);
      return top && (top === e || e.contains(top) || top.contains(e) || e.closest("label")?.contains(top));
    }));
    return { name: look.name(e), at: look.focusable().indexOf(e), hidden: !free };
  },

  // How many stops the tabulator key makes: a group of radio buttons is one.
  stops() {
    const groups = new Set();
    return look.focusable().filter((e) => {
      if (e.type !== "radio") return true;
      const key = `${e.form?.action} ${e.name}`;
      return !groups.has(key) && groups.add(key);
    }).length;
  },
};
