// The basket counted as one ticks, and kept in this tab alone until the ballot is in. Without it
// the page does the same by its buttons.
"use strict";
(() => {
  const voted = document.querySelector("[data-voted]");
  const form = document.querySelector("[data-vote]");
  const place = (mark) => `multaqa.vote.${mark}`;
  const store = {
    get: (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    set: (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or shut */ } },
    drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* shut */ } },
  };
  if (voted) store.drop(place(voted.dataset.voted));
  if (!form) return;

  const told = form.dataset;
  const key = place(told.vote);
  const inputs = [...form.querySelectorAll("[name=c], .ballot__number")];
  const lines = [...form.querySelectorAll(".ballot__line")];
  const arabicDigits = (text) => text.replace(/[٠-٩]/g, (sign) => "٠١٢٣٤٥٦٧٨٩".indexOf(sign));
  const worth = (input) => input.type === "checkbox" ? Number(input.checked) : Math.max(0, parseInt(arabicDigits(input.value), 10) || 0);
  const group = (number) => {
    const [whole, rest] = String(Math.round(number * 100) / 100).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return rest ? `${grouped}${document.documentElement.lang === "en" ? "." : ","}${rest}` : grouped;
  };

  const words = form.querySelector("[data-words]").dataset;
  const basket = form.querySelector(".basket");
  const line = form.querySelector("[data-basket]");
  const bar = form.querySelector("[data-used]");
  function count() {
    let chosen = 0, cost = 0, points = 0;
    for (const input of inputs) {
      const value = worth(input);
      const own = input.closest(".ballot__line");
      own.toggleAttribute("data-chosen", value > 0);
      if (!value) continue;
      chosen += 1; points += value; cost += Number(own.dataset.cost);
    }
    let all = 0, used = 0, left = "";
    const money = (units) => words.money.replace("{}", group(units / Number(told.scale)));
    if (told.form === "knapsack") {
      all = Number(told.envelope); used = cost;
      left = used > all ? words.overBy.replace("{}", money(used - all)) : words.left.replace("{}", money(all - used));
    } else if (told.form === "points") {
      all = Number(told.points); used = points;
      left = used > all ? words.overBy.replace("{}", group(used - all)) : words.points.replace("{}", group(all - used));
    } else if (told.most) {
      all = Number(told.most); used = chosen;
      left = used > all ? words.overBy.replace("{}", group(used - all)) : words.choices.replace("{}", group(all - used));
    } else left = money(cost);
    line.textContent = `${words.chosen.replace("{}", group(chosen))} · ${left}`;
    basket.toggleAttribute("data-over", used > all && all > 0);
    if (bar && all) bar.value = Math.min(1, Math.max(0, used / all));
  }
  function keep() {
    const filled = {};
    for (const input of inputs) if (worth(input)) filled[input.type === "checkbox" ? input.value : input.name] = input.type === "checkbox" ? 1 : input.value;
    store.set(key, { seen: told.seen, filled });
  }
  // Opened anew, not sent back by the site: what was ticked in this tab before the line dropped.
  const kept = store.get(key);
  if (told.fresh === "1" && kept && kept.seen === told.seen) {
    for (const input of inputs) {
      const own = kept.filled[input.type === "checkbox" ? input.value : input.name];
      if (input.type === "checkbox") input.checked = Boolean(own);
      else input.value = own || "";
    }
  }

  const bareText = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "")
    .replace(/[إأآٱ]/g, "ا").replace(/ة/g, "ه").replace(/ى/g, "ي").toLowerCase();
  const sought = ["q", "commune", "setting", "field"].map((name) => form.querySelector(`[name="s-${name}"]`));
  const texts = new Map(lines.map((one) => [one, bareText(one.textContent)]));
  function show() {
    const [q, commune, setting, field] = sought.map((input) => (input ? input.value : ""));
    const asked = bareText(q).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const one of lines) {
      const own = one.dataset;
      const fits = (!commune || own.commune === commune) && (!setting || own.setting === setting)
        && (!field || own.field.includes(` ${field} `)) && asked.every((word) => texts.get(one).includes(word));
      one.hidden = !fits;
      found += fits;
    }
    form.querySelector("[data-found]").textContent = words.foundTold.replace("{}", group(found));
  }
  form.addEventListener("input", (event) => {
    if (sought.includes(event.target)) show();
    else { count(); keep(); }
  });
  form.querySelector("[data-count]").remove();
  count();
  // A page that the browser kept comes back with its ticks, and nobody counted them.
  addEventListener("pageshow", count);
})();
