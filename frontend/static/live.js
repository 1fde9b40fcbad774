// The numbers of letters while they leave. Without this script the page loads
// itself again; with it, what somebody writes into a form here stays.
const look = () => {
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.responseType = "document";
  request.onload = () => {
    const now = document.querySelector("[data-live]");
    const fresh = request.response?.querySelector("[data-live]");
    if (!now || !fresh) return;
    now.replaceWith(document.adoptNode(fresh));
    if (fresh.dataset.live === "moving") setTimeout(look, 3000);
    else if (!written) location.reload();
  };
  request.onerror = () => setTimeout(look, 10000);
  request.send();
};

let written = false;
addEventListener("input", () => { written = true; });
if (document.querySelector("[data-live=moving]")) setTimeout(look, 3000);
