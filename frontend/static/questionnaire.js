// The survey beside the form follows what is typed. Without this script a button draws it.
const form = document.querySelector("#qf");
const frame = document.querySelector("iframe[name=preview]");
const parts = [".survey-bar", "main"]; // replaced one by one, so that the survey stays scrolled where it was
let due = 0, asked = 0;

function draw() {
  const request = new XMLHttpRequest(), mine = ++asked;
  request.open("POST", form.dataset.preview);
  request.responseType = "document";
  request.onload = () => {
    const shown = frame.contentDocument;
    if (mine !== asked || request.status !== 200 || !shown) return;
    for (const part of parts) {
      const old = shown.querySelector(part), fresh = request.response.querySelector(part);
      if (old && fresh) old.replaceWith(shown.adoptNode(fresh));
    }
  };
  request.send(new URLSearchParams(new FormData(form)));
}

const later = () => { clearTimeout(due); due = setTimeout(draw, 300); };
form.addEventListener("input", later);
document.querySelector("#as").addEventListener("change", later);
frame.addEventListener("load", draw); // what came back typed is not what was saved
if (frame.contentDocument?.readyState === "complete") draw();
