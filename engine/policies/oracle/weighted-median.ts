/** Median of weighted values, without allocation. */

/** Values with weights, kept in ascending order of value. */
export class WeightedMedian {
  private readonly values: Float64Array;
  private readonly weights: Float64Array;
  private count = 0;
  private totalWeight = 0;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
    this.weights = new Float64Array(capacity);
  }

  clear(): void {
    this.count = 0;
    this.totalWeight = 0;
  }

  add(value: number, weight: number): void {
    let place = this.count;
    for (; place > 0 && this.values[place - 1] > value; place--) {
      this.values[place] = this.values[place - 1];
      this.weights[place] = this.weights[place - 1];
    }
    this.values[place] = value;
    this.weights[place] = weight;
    this.count++;
    this.totalWeight += weight;
  }

  /**
   * The value at which the cumulative weight passes half of the total; where it meets half exactly, the mean of that value and the
   * next one. With equal weights: the middle value, or the mean of the middle two (Connect/Slinky median). NaN without values.
   */
  median(): number {
    let cumulative = 0;
    for (let i = 0; i < this.count; i++) {
      cumulative += this.weights[i];
      if (cumulative * 2 === this.totalWeight) return (this.values[i] + this.values[i + 1]) / 2;
      if (cumulative * 2 > this.totalWeight) return this.values[i];
    }
    return NaN;
  }
}
