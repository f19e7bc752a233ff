/**
 * The template of the PDF, in Typst. It reads everything it says from /report.json; texts come as pieces between which a line may end
 * and are shown as they are, never read as markup. A string and not a file of its own, so that the compiled program carries it.
 */
export const template = String.raw`
#let report = json("/report.json")
#let shade = report.colours.page.pairs().map(((name, colour)) => (name, rgb(colour))).to-dict()
#let chart-shade = report.colours.chart.pairs().map(((name, colour)) => (name, rgb(colour))).to-dict()
#let monospace = ("DejaVu Sans Mono", "DejaVu Sans")

// Texts
// A line may end at a space; this one is too narrow to see or to copy, but zero would be ignored.
#let soft-break = h(0.0001pt)
#let words(pieces) = pieces.map(piece => [#piece]).join(soft-break)
#let styled(span) = {
  let said = words(span.pieces)
  if span.style == "strong" { strong(said) }
  else if span.style == "code" { text(font: monospace, size: 0.86em, said) }
  else if span.style == "link" { link(span.target, said) }
  else if span.style == "small" { text(fill: shade.quiet, size: 0.92em, said) }
  else if span.style == "below" { linebreak(); text(fill: shade.quiet, size: 0.92em, said) }
  else if span.style == "flag" { text(fill: shade.strained, size: 0.92em, weight: 600, said) }
  else { said }
}
#let prose(spans) = spans.map(styled).join()
#let quiet(body) = text(fill: shade.quiet, body)

// Page
#set document(title: report.title, keywords: ("digest " + report.cover.digest,), date: none)
#set text(font: ("Source Sans 3", "DejaVu Sans"), size: 9.5pt, fill: shade.text, lang: "en", hyphenate: false)
#set par(leading: 0.6em, spacing: 0.85em, justify: false)
#let running-head = context {
  if counter(page).get().first() > 1 {
    set text(size: 8pt, fill: shade.quiet)
    block(width: 100%, height: 1.3em, clip: true, box(width: 2000pt, report.title))
  }
}
#let running-foot = context {
  set text(size: 8pt, fill: shade.quiet)
  grid(
    columns: (1fr, auto), column-gutter: 8mm,
    block(width: 100%, height: 1.3em, clip: true, box(width: 2000pt)[Digest #text(font: monospace, size: 0.8em, report.cover.digest)]),
    [Page #counter(page).get().first() of #counter(page).final().first()],
  )
}
#set page(
  paper: "a4", margin: (x: 18mm, top: 22mm, bottom: 20mm), header: running-head, footer: running-foot,
  header-ascent: 6mm, footer-descent: 7mm,
)

// Headings
#set heading(numbering: (..level) => if level.pos().len() == 1 { numbering("1", ..level) })
#show heading: set text(weight: 600)
#show heading.where(level: 1): it => block(above: 9mm, below: 4mm, sticky: true, width: 100%, {
  line(length: 100%, stroke: 0.6pt + shade.rule)
  v(-1mm)
  set text(size: 15pt)
  if it.numbering != none { text(fill: shade.quiet, counter(heading).display()); h(0.6em) }
  it.body
})
#show heading.where(level: 2): it => block(above: 5.5mm, below: 2.5mm, sticky: true, text(size: 11.5pt, it.body))
#show heading.where(level: 3): it => block(above: 4mm, below: 2mm, sticky: true, text(size: 9.5pt, it.body))
#show link: set text(fill: shade.link)
#set list(marker: text(fill: shade.quiet)[•], indent: 0.5mm, body-indent: 2mm)

// Blocks
#let verdict(item, brief: false) = block(
  width: 100%, fill: shade.panel, stroke: (left: 2.5pt + shade.at(item.level)), inset: (x: 4mm, y: 3mm), radius: (right: 1.5pt),
  breakable: not brief, above: 3mm, below: 3mm,
  {
    set par(spacing: 0.65em)
    block(sticky: true, {
      text(fill: shade.at(item.level), size: 8.5pt, weight: 600, tracking: 0.05em, upper(item.level))
      if item.owner != none { h(0.8em); strong(prose(item.owner)) }
    })
    block(text(size: if brief { 10.5pt } else { 11.5pt }, prose(item.sentence)))
    if not brief and item.reasons.len() > 0 { quiet(list(..item.reasons.map(prose))) }
  },
)

#let several(items, most) = {
  items.slice(0, calc.min(items.len(), most))
}

#let reading(item, alone) = {
  if item.owner != none { block(below: 0.55em, text(size: 8.5pt, weight: 600, prose(item.owner))) }
  block(below: 0.5em, text(size: if alone { 17pt } else { 13pt }, weight: 600, number-width: "tabular", prose(item.value)))
  for note in item.notes { block(above: 0.35em, below: 0.35em, text(size: 8pt, fill: shade.quiet, number-width: "tabular", prose(note))) }
}

#let tile(item) = {
  block(below: 0.7em, text(size: 8.5pt, weight: 600, fill: shade.quiet, prose(item.title)))
  item.readings.map(entry => block(above: 0.6em, below: 0.6em, reading(entry, item.readings.len() == 1)))
    .join(line(length: 100%, stroke: 0.4pt + shade.rule))
  block(above: 0.9em, text(size: 7.5pt, fill: shade.quiet, prose(item.definition)))
}

#let tiles(items) = block(above: 4mm, below: 4mm, grid(
  columns: 3 * (1fr,), column-gutter: 3mm, row-gutter: 3mm, inset: 3mm, stroke: 0.5pt + shade.rule,
  ..items.map(item => grid.cell(breakable: false, tile(item))),
))

#let facts(items, narrow) = block(above: 3mm, below: 4mm, grid(
  columns: (if narrow { 28mm } else { 38mm }, 1fr), inset: (left: 0mm, right: 2mm, y: 1.7mm),
  stroke: (top: 0.4pt + shade.rule),
  ..items.map(item => (
    quiet(prose(item.term)),
    {
      prose(item.text)
      for entry in item.items { block(above: 0.5em, below: 0.5em, prose(entry)) }
    },
  )).flatten(),
))

#let beside(bodies) = grid(columns: 2 * (1fr,), column-gutter: 7mm, row-gutter: 3mm, ..bodies)
#let definitions(items) = block(above: 3mm, below: 4mm, {
  set text(size: 8.5pt)
  beside(items.map(item => block(breakable: false, {
    strong(prose(item.term))
    linebreak()
    quiet(prose(item.text))
    for entry in item.items { linebreak(); quiet(prose(entry)) }
  })))
})

#let command(lines) = block(
  width: 100%, fill: shade.panel, stroke: 0.4pt + shade.rule, radius: 1.5pt, inset: 3mm, above: 3mm, below: 4mm,
  text(font: monospace, size: 7.8pt, lines.map(words).join(linebreak())),
)

#let absent(spans) = block(
  width: 100%, stroke: (paint: shade.rule, thickness: 0.7pt, dash: "dashed"), radius: 1.5pt, inset: (x: 4mm, y: 3mm),
  above: 3mm, below: 4mm,
  quiet(prose(spans)),
)

// Tables
#let entry(row, index) = {
  let content = prose(row.cells.at(index))
  if row.whole.contains(index) { content = box(content) }
  if row.marked { table.cell(fill: shade.differs, content) } else { content }
}
#let side(column) = if column.kind == "number" { right } else { left }
#let table-of(item) = {
  set text(size: item.letterPt * 1pt, number-width: "tabular")
  set par(leading: 0.5em)
  let strong-rule = 0.6pt + shade.quiet
  figure(
    kind: table, supplement: none, numbering: none, outlined: false, caption: prose(item.caption),
    table(
      columns: item.columns.map(column => column.widthPt * 1pt),
      align: item.columns.map(side),
      inset: (x: item.paddingPt * 1pt, y: 1.1mm),
      stroke: (_, y) => if y == 0 { (top: strong-rule, bottom: strong-rule) } else { (bottom: 0.35pt + shade.rule) },
      table.header(..item.columns.map(column => table.cell(
        align: bottom + side(column), text(weight: 600, fill: shade.quiet, prose(column.title)),
      ))),
      ..item.rows.map(row => range(item.columns.len()).map(index => entry(row, index))).flatten(),
    ),
  )
}
#show figure.where(kind: table): set block(breakable: true)
#show figure.where(kind: table): set align(left)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: it => block(width: 100%, below: 2mm, sticky: true, align(left, it.body))
#show figure.where(kind: table): it => block(above: 4mm, below: 5mm, it)

// Charts
#let swatch(item) = {
  let colour = chart-shade.at(item.colour)
  if item.shape == "bar" { box(width: 8pt, height: 6pt, fill: colour) }
  else if item.shape == "band" { box(width: 8pt, height: 6pt, fill: colour.transparentize(65%)) }
  else {
    let dash = if item.shape == "line" { "solid" } else { item.shape }
    box(width: 14pt, height: 2.4pt + 2pt, line(length: 14pt, stroke: (paint: colour, thickness: 1.5pt, dash: dash)))
  }
}
#let key(items) = if items.len() > 0 {
  block(below: 1.5mm, text(size: 8pt, items.map(item => [#box(swatch(item)) #h(1mm) #prose(item.text)]).join(h(4mm))))
}
#let notes(item) = text(size: 8.2pt, fill: shade.quiet, {
  block(below: 1.5mm)[*How to read:* #prose(item.howToRead)]
  block[Numbers: #link(label("numbers-" + item.label))[page #context counter(page).at(label("numbers-" + item.label)).first()]]
})
#let picture(item) = image(bytes(item.svg), format: "svg", alt: item.alternative, width: 100%)
#let chart(item, alone: false) = [#block(breakable: false, width: 100%, above: 3.5mm, below: 4mm, {
  block(below: 2mm, sticky: true, {
    strong(prose(item.title))
    linebreak()
    text(size: 8.2pt, fill: shade.quiet, prose(item.facts))
  })
  if alone {
    grid(columns: (106mm, 1fr), column-gutter: 5mm, { key(item.key); picture(item) }, { v(5mm); notes(item) })
  } else {
    key(item.key)
    picture(item)
    notes(item)
  }
})#label(item.label)]
#let figures(items) = if items.len() == 1 { chart(items.first(), alone: true) } else { beside(items.map(item => chart(item))) }

// Dispatch
#let one-figure(entry) = {
  entry.blocks.len() == 1 and entry.blocks.first().kind == "figures" and entry.blocks.first().figures.len() == 1
}
#let show-block(item, narrow: false) = {
  let inside(blocks, narrow: narrow) = blocks.map(entry => show-block(entry, narrow: narrow)).join()
  if item.kind == "heading" { heading(level: if item.minor { 3 } else { 2 }, prose(item.text)) }
  else if item.kind == "paragraph" {
    if item.lead { block(sticky: true, quiet(prose(item.text))) } else { par(prose(item.text)) }
  }
  else if item.kind == "absent" { absent(item.text) }
  else if item.kind == "list" { list(..item.items.map(prose)) }
  else if item.kind == "facts" { facts(item.facts, narrow) }
  else if item.kind == "definitions" { definitions(item.facts) }
  else if item.kind == "command" { command(item.lines) }
  else if item.kind == "verdicts" { item.verdicts.map(entry => verdict(entry)).join() }
  else if item.kind == "tiles" { tiles(item.tiles) }
  else if item.kind == "table" { table-of(item.table) }
  else if item.kind == "figures" and narrow { item.figures.map(entry => chart(entry)).join() }
  else if item.kind == "figures" { figures(item.figures) }
  else if item.kind == "columns" and narrow { item.columns.map(blocks => inside(blocks)).join() }
  else if item.kind == "columns" { beside(item.columns.map(blocks => inside(blocks, narrow: true))) }
  else if item.kind == "sets" and not narrow and item.sets.len() > 1 and item.sets.all(one-figure) {
    beside(item.sets.map(entry => block(breakable: false, { heading(level: 2, prose(entry.title)); inside(entry.blocks, narrow: true) })))
  }
  else if item.kind == "sets" {
    for entry in item.sets { heading(level: 2, prose(entry.title)); inside(entry.blocks) }
  }
}

// Cover
#v(6mm)
#text(size: 9pt, weight: 600, fill: shade.quiet, tracking: 0.06em)[STRESS REPORT]
#show title: set text(size: 25pt, weight: 600)
#show title: set block(above: 3mm, below: 4mm)
#title(prose(report.cover.title))
#text(size: 11.5pt, fill: shade.quiet, prose(report.cover.rules))
#v(3mm)
#let most = 5
#for item in several(report.cover.verdicts, most) { verdict(item, brief: true) }
#if report.cover.verdicts.len() > most { quiet[And #(report.cover.verdicts.len() - most) more.] }
#v(3mm)
#block(text(size: 8.5pt, fill: shade.quiet)[
  Breakwater #report.cover.engine · digest #text(font: monospace, size: 0.86em, words(report.cover.digestPieces))
])
#heading(level: 1, numbering: none, outlined: false, bookmarked: true)[Contents]
#show outline.entry: set block(above: 1.9mm)
#outline(title: none, depth: 1)
#pagebreak()

// Sections and annex
#for section in report.sections [
  #heading(level: 1, prose(section.title))
  #section.blocks.map(entry => show-block(entry)).join()
]
#if report.numbers.len() > 0 [
  #heading(level: 1)[Annex: numbers behind the charts]
  #let numbers(item) = [
    #heading(level: 2, prose(item.title))#label("numbers-" + item.label)
    #table-of(item.table)
  ]
  #for items in report.numbers {
    if items.first().narrow { beside(items.map(numbers)) } else { numbers(items.first()) }
  }
]
`;
