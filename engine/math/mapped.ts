/**
 * `list.map(make)` for what is made anew on every path. V8 gives the array that `map` returns one hidden class while the caller is
 * interpreted and another once it is compiled; code that was optimised for the first is thrown away when it meets the second, one caller
 * after the other, and a simulation runs at half its speed for a thousand paths. An array that is filled entry by entry keeps its class.
 */
export function mapped<Item, Made extends object>(list: readonly Item[], make: (item: Item, index: number) => Made): Made[] {
  const made: Made[] = [];
  for (let index = 0; index < list.length; index++) made.push(make(list[index], index));
  return made;
}
