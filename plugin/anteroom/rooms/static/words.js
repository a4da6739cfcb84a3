// What the page says, in the reader's language: the house sends the sentences with the page.

const { words } = JSON.parse(document.getElementById("call").textContent);
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);

// The sentence of that name, with values in its {places}. With a `count`, the form that goes with it.
export function say(key, values = {}) {
  const form = "count" in values ? `${key}.${plural.select(values.count)}` : key;
  const sentence = words[form] ?? words[`${key}.other`] ?? words[key];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Title and words for why it is over; a reason that this page does not know is a connection that was lost.
export function ending(reason) {
  const key = `ending.${reason}.title` in words ? `ending.${reason}` : "ending.lost";
  return [say(`${key}.title`), say(key)];
}

// Why the room closes before its time.
export function closing(reason) {
  return `closing.${reason}` in words ? say(`closing.${reason}`) : "";
}
