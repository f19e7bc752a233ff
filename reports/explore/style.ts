/** What an explorable page adds to the style sheet. Every control is hidden on paper; the still drawing is always what is printed. */

/** Rules to append to the page's style sheet. */
export function exploreStyle(): string {
  return [controls, live, scrubber, print].join('\n');
}

const controls = `
.explore-tools{display:flex;flex-wrap:wrap;gap:.35rem;margin:.35rem 0 0;padding-left:11%}
.explore-tools button,.switch,.scrub-buttons button{font:inherit;font-size:.8rem;line-height:1.3;color:var(--text);background:var(--page);
border:1px solid var(--axis);border-radius:4px;padding:.2rem .6rem;min-height:1.75rem;cursor:pointer}
.explore-tools button:hover,.switch:hover,.scrub-buttons button:hover{background:var(--panel)}
.switches{gap:.35rem;align-items:center}
.switch{display:flex;align-items:center;gap:.45rem}
.switch[aria-pressed=false]{color:var(--quiet);text-decoration:line-through;border-style:dashed}
.switch[aria-pressed=false] i{opacity:.25}
.switches.sets{margin-bottom:1rem;color:var(--quiet)}
.set-off{display:none}`;

const live = `
.live{cursor:crosshair;touch-action:pan-y;user-select:none;-webkit-user-select:none}
.live svg{cursor:inherit!important}
.exploring .picture>.drawing,.exploring .picture>ul.key{display:none}
.cursor line{stroke:var(--ink);stroke-width:1;stroke-dasharray:1 2}
.cursor circle{stroke:var(--page);stroke-width:1.5}
.reading{display:flex;flex-wrap:wrap;gap:.1rem 1rem;min-height:2.7em;align-content:flex-start;margin:.45rem 0 0;
font-size:.845rem;color:var(--quiet);font-variant-numeric:tabular-nums}
.reading b,.reading .at{font-weight:600;color:var(--text)}`;

const scrubber = `
.scrubber{margin:1.75rem 0 .5rem}
.scrubber summary{font-weight:600}
.scrub-body{display:grid;grid-template-columns:minmax(0,540px);gap:.75rem 36px}
.scrubber .cursor line{stroke-width:1.4;stroke-dasharray:none;stroke:var(--link)}
.scrubber:has(.scrub-controls:not([hidden])) .drawing{cursor:pointer}
.scrub-controls{margin:.35rem 0}
.scrub-controls label{position:absolute;left:-999px}
.scrub-controls input{display:block;width:calc(87.01% + 16px);margin:0 0 0 calc(11.02% - 8px);accent-color:var(--link)}
.scrub-buttons{display:flex;gap:.35rem;padding-left:11%}
.scrub-said{font-size:.875rem;font-variant-numeric:tabular-nums}
.scrub-said dl>div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:0 1rem;padding:.3rem 0;border-top:1px solid var(--rule)}
.scrub-said dl>div:last-child{border-bottom:1px solid var(--rule)}
.scrub-said dt{color:var(--quiet)}
.scrub-said dd{margin:0;font-weight:600}
.scrub-said ul{list-style:none;padding:0;color:var(--text);overflow-wrap:anywhere}
.scrub-latest{color:var(--quiet);margin:.75rem 0 .3rem}
@media (min-width:1000px){.scrub-body{grid-template-columns:minmax(0,540px) minmax(0,1fr)}}`;

const print = `
@media print{
.explore-tools,.live,.reading,.switches,.scrubber{display:none!important}
.exploring .picture>.drawing{display:block}
.exploring .picture>ul.key{display:flex}
.set-off{display:revert}
}`;
