// What Google Translate does to a page: each text node, here those without words, too, gives way
// to elements with a text of their own. `root` is where.
const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
const texts = [];
while (walk.nextNode()) texts.push(walk.currentNode);
for (const text of texts) {
  const [outer, inner] = [document.createElement("font"), document.createElement("font")];
  inner.textContent = text.data;
  outer.append(inner);
  text.replaceWith(outer);
}
