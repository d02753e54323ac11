// Lists texts that are painted outside their container in the window of `this`, a shadow root: text
// outside the window, the transcript or its bubble, and text that covers another button. Text that
// an ancestor clips counts only inside that ancestor. Visually hidden text is ignored.
const chat = this.querySelector(".window");
const boxOf = (one) => one.getBoundingClientRect();
// Elements that are above others intentionally.
const isAbove = (one) => one.closest(".menu, .confirm, .jump");
const isHeard = (one) => one.closest(".visually-hidden, .message__sender--heard, .earlier");
const clip = (box, one) => {
  let { left, right, top, bottom } = box;
  for (let around = one; around !== chat; around = around.parentElement) {
    if (getComputedStyle(around).overflowX === "visible") continue;
    const edges = boxOf(around);
    // The transcript cannot be scrolled sideways, so text that it clips at the sides counts.
    if (!around.matches(".transcript")) [left, right] = [Math.max(left, edges.left), Math.min(right, edges.right)];
    [top, bottom] = [Math.max(top, edges.top), Math.min(bottom, edges.bottom)];
  }
  return { left, right, top, bottom };
};
const isSeen = ({ left, right, top, bottom }) => right - left > 0.5 && bottom - top > 0.5;
const isBeside = (box, place) => box.left < place.left - 1 || box.right > place.right + 1;
const meet = (one, other) =>
  one.left < other.right - 1 && one.right > other.left + 1 && one.top < other.bottom - 1 && one.bottom > other.top + 1;
const buttons = [...chat.querySelectorAll("button, textarea")].filter((one) => one.getClientRects().length && !isHeard(one) && !isAbove(one));
const escaped = [];
const walker = document.createTreeWalker(chat, NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode()); ) {
  const one = node.parentElement;
  if (!node.data.trim() || isHeard(one)) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  const tell = (what) => escaped.push(`"${node.data.slice(0, 20)}" in ${one.className || one.localName} ${what}`);
  const place = one.closest(".message__bubble, button, .transcript") || chat;
  for (const whole of range.getClientRects()) {
    const box = clip(whole, one);
    if (!isSeen(box)) continue;
    if (isBeside(box, boxOf(place))) tell("leaves its place");
    const isCovered = (button) => !button.contains(one) && meet(box, boxOf(button));
    if (!isAbove(one) && buttons.some(isCovered)) tell("lies over a button");
  }
}
return escaped;
