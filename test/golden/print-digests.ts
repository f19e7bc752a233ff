/**
 * Prints the golden digests of some cases, in a process of its own. Arguments: the folder of the project, then names of cases; `small`
 * stands for every small one. What the process takes for its locale and time zone is printed too: proof that they were in force.
 */
import { crashCases, digestsOf, smallCases } from './cases.ts';

const [root, ...names] = process.argv.slice(2);
const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();
const small = names.includes('small') ? smallCases(root) : [];
const digests = await digestsOf([...crashCases.filter(({ name }) => names.includes(name)), ...small]);
console.log(JSON.stringify({ locale, timeZone, digests }));
