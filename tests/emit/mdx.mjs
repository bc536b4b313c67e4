// Compiles and renders MDX as Docusaurus 3 does (format "mdx"; front matter, directives, GFM, emoji), without its theme.
// Reads a JSON object of texts from standard input; writes one of {html} or {error}.
import {evaluate} from "@mdx-js/mdx";
import {createElement} from "react";
import {renderToStaticMarkup} from "react-dom/server";
import * as runtime from "react/jsx-runtime";
import remarkDirective from "remark-directive";
import remarkEmoji from "remark-emoji";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";

// What would be evaluated if a text got to be an expression, a module or an element of its own.
const evaluated = [];
globalThis.alert = (value) => evaluated.push(value);

// Docusaurus puts directives that no plugin takes back into the text (its plugin unusedDirectives): here they show.
function directivesShow() {
  return (tree) => {
    const visit = (node) => {
      if (/Directive$/.test(node.type)) node.data = {hName: `${node.type}-${node.name}`};
      (node.children ?? []).forEach(visit);
    };
    visit(tree);
  };
}

async function render(text) {
  const remarkPlugins = [remarkFrontmatter, remarkDirective, directivesShow, remarkGfm, remarkEmoji];
  const warnings = [];
  const say = console.error;
  console.error = (...parts) => warnings.push(parts.join(" "));
  try {
    const {default: Content} = await evaluate(text, {...runtime, remarkPlugins, baseUrl: import.meta.url});
    const html = renderToStaticMarkup(createElement(Content));
    return {html, warnings, evaluated: evaluated.splice(0)};
  } catch (error) {
    return {error: String(error)};
  } finally {
    console.error = say;
  }
}

let input = "";
for await (const piece of process.stdin) input += piece;
const found = {};
for (const [name, text] of Object.entries(JSON.parse(input))) found[name] = await render(text);
process.stdout.write(JSON.stringify(found));
