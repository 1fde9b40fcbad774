// While a comment is typed: how long it is, a hint where words could show who
// wrote them, and how the comment will appear. Everything happens in this browser.
const words = document.querySelector("#words");
const areas = words ? [...words.querySelectorAll("textarea")] : [];
const preview = document.querySelector("[data-preview]"); // missing where comments are shown by name

// Names that tell: the writer's own and those of the other leaders on the list.
const names = (words?.dataset.names ?? "").toLowerCase().split(/[^\p{L}]+/u).filter((name) => name.length > 2);

const IDENTIFY = "This could show who you are. Describe what happened in general: what they did and what effect it had.";
const LANGUAGE = "Most people write in the language of this form. Another one could show who you are.";
const LONG = "This is longer than a comment can be. Please shorten it a little.";
const TELLING = [
  /\S@\S/, /https?:|www\./i,                                   // addresses
  /\b[A-Z]{2,}-\d+/,                                           // tickets
  /\b\d{1,2}[./]\d{1,2}\b|\b(mon|tues|wednes|thurs|fri|satur|sun)day\b/i, // days
  /\b(january|february|march|april|june|july|august|september|october|november|december)\b/i,
  /\d{4,}/,
  /\b(as the only|in our (one-on-one|1:1|one on one)|you told me|my (project|team|boss)|when i|i told|as an? \p{L}+ (of|in|on))\b/iu,
];
const FOREIGN = /(^|\s)(und|nicht|ist|ich|der|die|das|sie|les|des|est|pas|vous|avec|que|los|muy|pero|para|och|inte|ikke|een|het|jest)(?=\s|[.,!?]|$)/gi;

function telling(text) {
  const said = text.toLowerCase().split(/[^\p{L}]+/u);
  if (TELLING.some((rule) => rule.test(text)) || names.some((name) => said.includes(name))) return IDENTIFY;
  const letters = text.match(/\p{L}/gu) ?? [];
  const other = letters.filter((letter) => !/\p{Script=Latin}/u.test(letter)).length;
  if ((text.match(FOREIGN) ?? []).length >= 2 || (letters.length > 10 && other > letters.length / 2)) return LANGUAGE;
  return "";
}

// counter says how long a comment is, and whether that is too long.
function counter(area) {
  const line = document.getElementById(`l-${area.id}`), most = Number(line.dataset.most);
  const length = [...cleaned(area.value)].length;
  line.textContent = `${length} of ${most} characters`;
  line.classList.toggle("bad-text", length > most);
  return length > most;
}

// settle takes away what the server said about a comment that was changed since.
function settle(area) {
  document.getElementById(`e-${area.id}`)?.remove();
  area.removeAttribute("aria-invalid");
}

function hint(area) {
  const id = `n-${area.id}`, text = counter(area) ? LONG : telling(area.value);
  let line = document.getElementById(id);
  if (!text) return line?.remove();
  if (!line) {
    line = Object.assign(document.createElement("p"), { id, className: "nudge" });
    line.setAttribute("role", "status");
    area.after(line);
  }
  if (line.textContent !== text) line.textContent = text;
}

// As the service cleans a comment before it is kept: single spaces, straight quotes.
const cleaned = (text) => text.normalize("NFC").replace(/[“”„«»]/g, '"').replace(/[‘’‚]/g, "'")
  .split("\n").map((line) => line.replace(/\s+/g, " ").trim()).join("\n").trim();

function show() {
  if (!preview) return;
  const list = preview.querySelector("ul"), said = areas.map((area) => cleaned(area.value)).filter(Boolean);
  preview.hidden = said.length === 0;
  list.replaceChildren(...said.map((text) => {
    const item = document.createElement("li"), quote = document.createElement("blockquote");
    quote.append(...text.split("\n").filter(Boolean).map((line) => Object.assign(document.createElement("p"), { textContent: line })));
    item.append(quote);
    return item;
  }));
}

function look() { areas.forEach(hint); show(); }
words?.closest("form").addEventListener("input", (e) => {
  if (areas.includes(e.target)) settle(e.target);
  look();
});
document.addEventListener("draft", look); // survey.js restored or deleted one
look();
