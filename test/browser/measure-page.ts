/** Measurements that run inside the page. Each is one self-contained function, because the browser gets its source text. */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Width that the page needs; more than the window means that it scrolls sideways. */
export function pageWidth(): number {
  return document.documentElement.scrollWidth;
}

/** Size of every chart as it is shown. */
export function pictureSizes(): { width: number; height: number }[] {
  return [...document.querySelectorAll('figure svg')].map((picture) => {
    const { width, height } = picture.getBoundingClientRect();
    return { width, height };
  });
}

/** Pairs of letterings inside one chart that touch each other. */
export function overlappingTexts(): string[] {
  const found: string[] = [];
  for (const picture of document.querySelectorAll('figure svg')) {
    const boxes = [...picture.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) {
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        // Boxes of text include space above and below the letters: a fifth of a line of it may overlap.
        if (across > 0 && down > a.box.height * 0.2) found.push(`${picture.closest('figure')?.id}: ${a.text} / ${b.text}`);
      }
    });
  }
  return found;
}

/** Texts with less than 4.5:1 contrast to the nearest background behind them (WCAG 2.2). */
export function faintTexts(): string[] {
  const parse = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: number[]): number => {
    const linear = (value: number): number => (value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = colour.slice(0, 3).map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element: Element | null): number[] => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const holdsText = (element: Element): boolean => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
  const texts = [...document.body.querySelectorAll('*')].filter((element) => holdsText(element) && element.getClientRects().length > 0);
  return texts.flatMap((element) => {
    const style = getComputedStyle(element);
    const pair = [luminance(parse(element.closest('svg') ? style.fill : style.color)), luminance(ground(element))].sort((a, b) => a - b);
    const contrast = (pair[1] + 0.05) / (pair[0] + 0.05);
    return contrast < 4.5 ? [`${contrast.toFixed(1)} ${element.tagName} ${element.textContent?.slice(0, 40)}`] : [];
  });
}
