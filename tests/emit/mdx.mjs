// Compiles and renders MDX as Docusaurus 3 does (format "mdx"; front matter, directives, GFM, emoji,
// ids of headings), without its theme.
// Reads a JSON object of texts from standard input; writes one of {html} or {error}.
import {evaluate} from "@mdx-js/mdx";
import {createElement} from "react";
import {renderToStaticMarkup} from "react-dom/server";
import * as runtime from "react/jsx-runtime";
import remarkDirective from "remark-directive";
import remarkEmoji from "remark-emoji";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";

// What a text begins with that is read as a host reads it which does not know what Docusaurus knows of headings.
const ELSEWHERE = "elsewhere:";

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

// What Docusaurus 3.10 takes as the id of a heading: a comment at its end, or else `{#id}` in its text, which it takes out.
function headingIds() {
  const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");
  return (tree) => {
    for (const heading of tree.children.filter((node) => node.type === "heading")) {
      const last = heading.children.at(-1);
      const comments = last.type === "mdxTextExpression" ? last.data.estree.comments : [];
      const [, id] = /^\s*#(\S+)/.exec(comments[0]?.value ?? "") ?? /\s*\{#([^}]*)\}$/.exec(textOf(heading)) ?? [];
      if (comments.length > 0) heading.children.pop();
      else if (id) heading.children = [{type: "text", value: "taken out"}];
      if (id) heading.data = {hProperties: {id}};
    }
  };
}

async function render(text) {
  const remarkPlugins = [remarkFrontmatter, remarkDirective, directivesShow, remarkGfm, remarkEmoji];
  if (text.startsWith(ELSEWHERE)) text = text.slice(ELSEWHERE.length);
  else remarkPlugins.push(headingIds);
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
