/**
 * What a report says, before it has a format. Sections give blocks; a format (HTML, PDF, Markdown, JSON, CSV) writes every kind of block
 * in its own way. Text is plain text: whatever a format would take for markup, a formula or a command, that format escapes.
 */
import type { ChartSpec } from './charts/axes.ts';
import type { ChartColour } from './theme.ts';

/** Text with parts that stand out. */
export type Text = string | readonly Span[];

export type Span =
  | string
  | { readonly strong: string }
  | { readonly code: string }
  /** Below or after what it belongs to, set smaller. */
  | { readonly small: string }
  /** A short word that catches the eye. */
  | { readonly flag: string }
  /** A web address, http or https; where it does not begin so, it is shown as text. */
  | { readonly link: string; readonly text: string };

/** A cell: text as a reader sees it, and the number behind it in full where there is one (JSON and CSV carry that). */
export type Cell = Text | { readonly text: string; readonly value: number | null };

export interface TableColumn {
  readonly title: string;
  /** Numbers are set flush right in figures of one width. */
  readonly numeric?: boolean;
  /** Names that must not break at their hyphens. */
  readonly name?: boolean;
}

export interface TableRow {
  /** The first cell heads the row. */
  readonly cells: readonly Cell[];
  /** Marks the row; the table's caption must say why. */
  readonly marked?: boolean;
}

export interface TableContent {
  /** Says what the table holds; read out first and shown above it. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** Many columns: smaller and closer. */
  readonly dense?: boolean;
}

export interface KeyEntry {
  readonly text: string;
  readonly colour: ChartColour;
  readonly shape: 'line' | 'dashed' | 'dotted' | 'bar' | 'band';
}

/** A chart with what makes it readable: title, sample, key, caption and its numbers. */
export interface FigureContent {
  /** Unique in the report; a-z, 0-9 and -. */
  readonly id: string;
  /** Subject and finding. */
  readonly title: string;
  /** Sample and what else belongs to the title: n, which path. */
  readonly facts: Text;
  readonly spec: ChartSpec;
  readonly key: readonly KeyEntry[];
  readonly howToRead: string;
  readonly numbers: TableContent;
}

/** One reading of a tile: of one parameter set. */
export interface TileReading {
  /** Parameter set; null when there is only one. */
  readonly owner: string | null;
  readonly value: string;
  /** Interval, sample, difference to the baseline: a line each. */
  readonly notes: readonly string[];
}

export interface TileContent {
  readonly title: string;
  readonly readings: readonly TileReading[];
  readonly definition: string;
}

export interface VerdictContent {
  /** Parameter set; null when there is only one. */
  readonly owner: string | null;
  readonly level: 'safe' | 'strained' | 'failed';
  readonly sentence: string;
  readonly reasons: readonly string[];
}

/** Blocks of one parameter set, under its name. */
export interface SetContent {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  /** Below the title of a section; `minor`: below another heading. */
  | { readonly kind: 'heading'; readonly text: string; readonly minor?: boolean }
  | { readonly kind: 'paragraph'; readonly text: Text; readonly lead?: boolean }
  /** Stands where something would, and says why there is nothing. */
  | { readonly kind: 'absent'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  /** Terms with what is said of each. */
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** Terms with a sentence that defines each. */
  | { readonly kind: 'definitions'; readonly facts: readonly Fact[] }
  /** A command line to copy. */
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly VerdictContent[] }
  | { readonly kind: 'tiles'; readonly tiles: readonly TileContent[] }
  | { readonly kind: 'table'; readonly table: TableContent }
  /** Figures side by side where there is room. */
  | { readonly kind: 'figures'; readonly figures: readonly FigureContent[] }
  /** Side by side where each set has one figure, else one after the other. */
  | { readonly kind: 'sets'; readonly sets: readonly SetContent[] }
  /** Groups side by side where there is room. */
  | { readonly kind: 'columns'; readonly columns: readonly (readonly Block[])[] };

export interface Fact {
  readonly term: Text;
  readonly text: Text;
  /** Below the text, one line each. */
  readonly items?: readonly Text[];
}

export interface SectionContent {
  /** Anchor; a-z, 0-9 and -. */
  readonly id: string;
  readonly title: string;
  /** Never empty: a section without data says why. */
  readonly blocks: readonly Block[];
}

/** A whole report. */
export interface ReportDocument {
  readonly title: string;
  /** Which parameter sets. */
  readonly rules: string;
  readonly sections: readonly SectionContent[];
  readonly engineVersion: string;
  readonly digest: string;
  /** The command that makes the run again. */
  readonly command: string;
}
