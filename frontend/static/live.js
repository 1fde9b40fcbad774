// Numbers that change while somebody looks: letters that leave, work that goes
// on. Without this script the page loads itself again; with it, what somebody
// writes into a form here stays.
const look = () => {
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.responseType = "document";
  request.onload = () => {
    const now = document.querySelector("[data-live]");
    const fresh = request.response?.querySelector("[data-live]");
    if (!now) return;
    if (request.status >= 500) return later(10); // the service starts again, perhaps
    if (fresh) now.replaceWith(document.adoptNode(fresh));
    if (fresh?.dataset.live === "moving") later(fresh.dataset.every);
    else if (!written) location.reload();
  };
  request.onerror = () => later(10);
  request.send();
};

const later = (seconds) => setTimeout(look, 1000 * (seconds ?? 3));

let written = false;
addEventListener("input", () => { written = true; });
const live = document.querySelector("[data-live=moving]");
if (live) later(live.dataset.every);
