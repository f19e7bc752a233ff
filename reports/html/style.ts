/** The style sheet of report.html: screen from 320 px upwards, light and dark, print. System fonts, nothing loaded. */
import { chartShades, pageShades } from '../theme.ts';
import type { Shade } from '../theme.ts';

export function styleSheet(): string {
  return [variables(), chartColours(), base, layout, pieces, tables, charts, narrow, print].join('\n');
}

function variables(): string {
  const all: readonly (readonly [name: string, shade: Shade])[] = [...Object.entries(pageShades), ...Object.entries(chartShades)];
  const declared = (scheme: keyof Shade): string => all.map(([name, shade]) => `--${name}:${shade[scheme]}`).join(';');
  return `:root{${declared('light')}}\n@media screen and (prefers-color-scheme:dark){:root{${declared('dark')}}}`;
}

/** Charts are drawn in the light colours; these rules turn each into its variable. */
function chartColours(): string {
  return Object.entries(chartShades)
    .map(([name, { light }]) => {
      const value = `var(--${name})`;
      return `.drawing [fill="${light}"]{fill:${value}}.drawing [stroke="${light}"]{stroke:${value}}.of-${name}{--swatch:${value}}`;
    })
    .join('\n');
}

const base = `
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--page);color:var(--text);overflow-wrap:break-word}
h1,h2,h3{line-height:1.25;margin:0;text-wrap:balance}
h1{font-size:1.9rem;letter-spacing:-.012em;font-weight:650}
h2{font-size:1.3rem;font-weight:650;letter-spacing:-.006em;margin-bottom:1rem}
h3{font-size:1rem;font-weight:650;margin:1.75rem 0 .6rem}
p,ul,dl{margin:0 0 .75rem}
ul{padding-left:1.15rem}
li{margin:.2rem 0}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
.skip{position:absolute;left:-999px;top:0;background:var(--page);padding:.5rem 1rem;z-index:1}
.skip:focus{left:0}`;

const layout = `
.top,.frame,footer{max-width:1240px;margin:0 auto;padding:0 24px}
.top{padding-top:2.5rem;padding-bottom:1.75rem}
.top .kind{margin:0 0 .35rem;color:var(--quiet);font-size:.875rem;letter-spacing:.02em}
.top .rules{margin:.4rem 0 0;color:var(--quiet)}
.frame{display:grid;grid-template-columns:186px minmax(0,1fr);gap:0 44px;border-top:1px solid var(--rule);padding-top:1.75rem}
nav{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow-y:auto;font-size:.845rem;line-height:1.35}
nav ol{list-style:none;margin:0;padding:0;counter-reset:entry}
nav li{counter-increment:entry;margin:0;display:flex;gap:.55rem}
nav li::before{content:counter(entry);flex:none;color:var(--quiet);min-width:1.2em;text-align:right;
padding:.3rem 0;font-variant-numeric:tabular-nums}
nav a{color:var(--text);text-decoration:none;padding:.3rem 0}
nav a:hover{text-decoration:underline}
main>section{padding-bottom:2.25rem}
main>section+section{border-top:1px solid var(--rule);padding-top:2rem}
.ordinal{color:var(--quiet);font-weight:400;margin-right:.35em;font-variant-numeric:tabular-nums}
footer{border-top:1px solid var(--rule);padding-top:1.25rem;padding-bottom:2.5rem;color:var(--quiet);font-size:.845rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:0 40px}
.columns h3{margin-top:.25rem}`;

const pieces = `
.verdicts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,360px),1fr));gap:16px}
.verdict{--level:var(--text);border:1px solid var(--rule);border-left:5px solid var(--level);
border-radius:4px;padding:1.1rem 1.35rem;background:var(--panel)}
.verdict h3{margin:0 0 .5rem}
.verdict.is-safe{--level:var(--safe)}.verdict.is-strained{--level:var(--strained)}.verdict.is-failed{--level:var(--failed)}
.verdict .level{margin:0 0 .3rem;color:var(--level);font-weight:700;font-size:.82rem;letter-spacing:.06em;text-transform:uppercase}
.verdict .sentence{font-size:1.16rem;line-height:1.4;font-weight:550;margin-bottom:.6rem;max-width:62ch}
.verdict ul{margin:0;color:var(--quiet)}
.facts-list{margin:0 0 1rem}
.facts-list>div{display:grid;grid-template-columns:11rem minmax(0,1fr);gap:0 1.25rem;padding:.5rem 0;border-top:1px solid var(--rule)}
.facts-list>div:last-child{border-bottom:1px solid var(--rule)}
.facts-list dt{color:var(--quiet)}
.facts-list dd{margin:0;max-width:78ch;overflow-wrap:anywhere}
.facts-list ul{margin:0}
.lead{color:var(--quiet)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,280px),1fr));gap:16px}
.tile{border:1px solid var(--rule);border-radius:4px;padding:1rem 1.15rem;display:flex;flex-direction:column}
.tile h3{margin:0 0 .35rem;font-size:.9rem;font-weight:600;color:var(--quiet)}
.tile p{margin:0}
.value{font-size:1.75rem;line-height:1.2;font-weight:600;letter-spacing:-.015em;font-variant-numeric:tabular-nums}
.interval{font-size:.845rem;color:var(--quiet);font-variant-numeric:tabular-nums;margin-top:.15rem!important}
.several .reading{padding:.45rem 0;border-top:1px solid var(--rule)}
.several .value{font-size:1.3rem}
.owner{font-size:.845rem;font-weight:600}
.tile .definition{margin-top:auto;padding-top:.7rem;font-size:.82rem;line-height:1.4;color:var(--quiet)}
.absent{border:1px dashed var(--axis);border-radius:4px;padding:.85rem 1.1rem;color:var(--quiet);max-width:72ch}
.definitions{columns:2;column-gap:40px;font-size:.875rem}
.definitions>div{break-inside:avoid;margin-bottom:.7rem}
.definitions dt{font-weight:600}
.definitions dt code{font-weight:400;color:var(--quiet);overflow-wrap:anywhere}
.definitions dd{margin:0;color:var(--quiet)}
.command{background:var(--panel);border:1px solid var(--rule);border-radius:4px;padding:.85rem 1rem;margin:0 0 1.25rem;
white-space:pre-wrap;overflow-wrap:anywhere}
.hash{overflow-wrap:anywhere}
.address{color:var(--quiet);font-size:.845rem;overflow-wrap:anywhere}`;

const tables = `
.scroll{overflow-x:auto;margin:0 0 1.5rem;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.4}
caption{text-align:left;color:var(--quiet);padding-bottom:.5rem;font-size:.875rem;max-width:min(84ch,calc(100vw - 32px))}
th,td{text-align:left;vertical-align:top;padding:.42rem .8rem .42rem 0;border-bottom:1px solid var(--rule);font-weight:400}
th:last-child,td:last-child{padding-right:.25rem}
thead th{color:var(--quiet);font-weight:600;vertical-align:bottom;border-bottom-color:var(--axis);white-space:nowrap}
tbody th{min-width:7rem}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
table.dense{font-size:.8rem}
.dense th,.dense td{padding-right:.55rem}
.name{white-space:nowrap}
.wrap{display:inline-block;white-space:normal;width:8.2rem}
td small,th small{display:block;color:var(--quiet);font-size:.93em}
.marked>*{background:var(--differs)}
.flag{font-style:normal;font-size:.8rem;font-weight:600;color:var(--strained);white-space:nowrap}
td .hash{display:inline-block;min-width:18rem}`;

const charts = `
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:32px 36px;margin-bottom:.5rem}
.figures.alone{grid-template-columns:minmax(0,1fr)}
.figures.alone .picture{max-width:540px}
.of-set>h3{margin-top:0}
figure{margin:0;min-width:0}
figcaption{margin-bottom:.6rem;line-height:1.4;text-wrap:pretty}
figcaption strong{display:block;font-weight:600}
.facts{font-size:.845rem;color:var(--quiet)}
.drawing{display:block;width:100%;height:auto;overflow:visible}
.drawing text{font-family:inherit;font-variant-numeric:tabular-nums}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:0 0 .45rem;padding:0;font-size:.845rem}
.key li{display:flex;align-items:center;gap:.45rem;margin:0}
.key i{flex:none;width:20px;height:0;border-top:2.5px solid var(--swatch)}
.key i.dashed{border-top-style:dashed}
.key i.dotted{border-top-style:dotted}
.key i.bar,.key i.band{width:12px;height:12px;border:0;background:var(--swatch);border-radius:1px;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
.key i.band{opacity:.35}
.notes{font-size:.875rem;color:var(--quiet);margin-top:.6rem}
.notes p{margin-bottom:.5rem;max-width:72ch}
.notes b{font-weight:600}
summary{cursor:pointer;color:var(--link);width:max-content;max-width:100%}
details[open] summary{margin-bottom:.5rem}
details table{font-size:.845rem}
@media (min-width:1000px){
.figures.alone figure{display:grid;grid-template-columns:minmax(0,540px) minmax(0,1fr);gap:0 36px}
.figures.alone figcaption{grid-column:1/-1}
.figures.alone .notes{margin-top:1.4rem}
}`;

/** Below 600 px a chart is drawn at two thirds of its size: its text is enlarged by as much. */
const narrow = `
@media (max-width:1000px){
.frame{grid-template-columns:minmax(0,1fr)}
nav{position:static;margin-bottom:2rem}
nav ol{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,190px),1fr));gap:0 1.5rem}
}
@media (max-width:600px){
.top,.frame,footer{padding-left:16px;padding-right:16px}
.top{padding-top:1.5rem;padding-bottom:1.25rem}
h1{font-size:1.5rem}
.facts-list>div{grid-template-columns:minmax(0,1fr)}
.definitions{columns:1}
.verdict{padding:.9rem 1rem}
nav ol{grid-template-columns:1fr 1fr}
td:not(.number):not(.name){min-width:7.5rem}
td:last-child:not(.number):not(:nth-child(-n+3)){min-width:14rem}
thead th{white-space:normal}
.drawing text{font-size:16px}
}`;

const print = `
@media print{
html{font-size:10pt}
@page{margin:16mm 14mm}
nav,.skip,summary{display:none}
.frame{display:block;border-top:0;padding-top:0}
.top,.frame,footer{max-width:none;padding-left:0;padding-right:0}
h2,h3{break-after:avoid}
figure,.tile,.verdict,tr{break-inside:avoid}
main>section{padding-bottom:1.25rem}
main>section+section{padding-top:1.25rem}
.figures{grid-template-columns:1fr 1fr;gap:18px 24px}
.figures.alone figure{display:grid;grid-template-columns:58% minmax(0,1fr);gap:0 24px}
.figures.alone figcaption{grid-column:1/-1}
.scroll{overflow:visible}
table{font-size:7.5pt}
table.dense{font-size:6.6pt}
th,td,.dense th,.dense td{padding:.25rem .45rem .25rem 0}
tbody th{min-width:0}
thead th{white-space:normal}
td .hash{min-width:0}
.marked>*,.verdict{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`;
