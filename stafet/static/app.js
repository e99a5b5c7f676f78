"use strict";

// Everything works without this file; with it, some things are kinder.

document.addEventListener("DOMContentLoaded", () => {
  DKFDS.init();
  document.querySelectorAll("[data-count-for]").forEach(countCharacters);
  document.querySelectorAll("[data-select-all]").forEach(selectAll);
  document.querySelectorAll("[data-copy]").forEach(copyText);
  document.querySelectorAll("[data-print]").forEach(printPage);
  document.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
  document.querySelectorAll("form[data-effect]").forEach(tellEffect);
});

// The calendar sends nothing when what was typed is no date; send what was typed, and be told.
document.addEventListener("submit", (event) => {
  event.target.querySelectorAll(".date-picker").forEach((picker) => {
    const sent = picker.querySelector("input[name]:not([name=''])");
    const shown = picker.querySelector(".date-picker__external-input");
    if (sent && shown && !sent.value) sent.value = shown.value;
  });
}, true);

// One press, one effect: the button sleeps until the answer comes or the page is shown again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => buttonsOf(form).forEach((button) => { button.disabled = true; }), 0);
});

// A page kept for the back button is left blank and asked for anew: what it says may be closed now.
window.addEventListener("pagehide", () => {
  document.body.hidden = true;
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.replace(window.location.pathname + window.location.search);
    return;
  }
  document.body.hidden = false;
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => { button.disabled = false; });
  });
});

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

// Counts as the server does: composed characters, one for an emoji, a line end as one.
function countCharacters(shown) {
  const area = document.getElementById(shown.dataset.countFor);
  const limit = Number(shown.dataset.limit);
  const update = () => {
    const left = limit - [...area.value.normalize("NFC")].length;
    const text = left < 0 ? shown.dataset.over : shown.dataset.left;
    shown.hidden = left > limit / 5;
    shown.classList.toggle("too-many", left < 0);
    shown.textContent = text.replace("#", Math.abs(left).toLocaleString(document.documentElement.lang));
  };
  area.addEventListener("input", update);
  update();
}

function selectAll(button) {
  const boxes = [...button.closest("fieldset").querySelectorAll("input[type=checkbox]")];
  const label = button.querySelector("span");
  const all = label.textContent;
  const update = () => {
    label.textContent = boxes.every((box) => box.checked) ? button.dataset.none : all;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const tick = !boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = tick; });
    update();
  });
  boxes.forEach((box) => box.addEventListener("change", update));
  update();
}

function copyText(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    button.querySelector("span").textContent = button.dataset.done;
  });
}

function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const MOMENT = 350;

// What the choices would change, told while they are made; only the newest answer is shown.
function tellEffect(form) {
  const panel = form.querySelector("[data-effect-panel]");
  let waiting = 0;
  let newest = 0;
  const ask = async () => {
    const turn = ++newest;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.effect, { method: "POST", body }).catch(() => null);
    if (turn === newest && answer && answer.ok && !answer.redirected) {
      panel.innerHTML = await answer.text();
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, MOMENT);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
