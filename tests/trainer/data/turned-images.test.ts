import { describe, expect, it } from 'vitest'
import { turnedImages } from '#trainer/data/turned-images.ts'

const settings = { side: 3, classes: 2, trainPerClass: 40, testPerClass: 5, noise: 0.3, turns: 'none' } as const
const task = turnedImages(settings, 4)
const imagesOf = ({ inputs }: typeof task.train) =>
  Array.from({ length: inputs.rows }, (_, row) => [...inputs.data.subarray(9 * row, 9 * row + 9)])

describe('turned images', () => {
  it('are out of the distribution those of the test split, turned to the left by a right angle', () => {
    const [upright, turned] = [task.test!, task.outOfDistribution!].map(imagesOf)
    // Where each pixel of a turned image of 3 × 3 comes from, by hand.
    const places = [2, 5, 8, 1, 4, 7, 0, 3, 6]
    expect(turned).toEqual(upright!.map((image) => places.map((place) => image[place])))
    expect(task.outOfDistribution!.labels).toBe(task.test!.labels)
  })

  it('are patterns of mean 0 and variance 1, one a class, under noise of the deviation that is set', () => {
    const clean = turnedImages({ ...settings, noise: 0 }, 4)
    const [first, second] = imagesOf(clean.train)
    for (const pattern of [first!, second!]) {
      expect(Math.abs(pattern.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-5)
      expect(pattern.reduce((sum, value) => sum + value * value, 0) / 9).toBeCloseTo(1, 5)
    }
    expect(first).not.toEqual(second)
    const noise = imagesOf(task.train).flatMap((image, row) => image.map((value, i) => value - [first!, second!][row % 2]![i]!))
    expect(Math.sqrt(noise.reduce((sum, one) => sum + one * one, 0) / noise.length)).toBeCloseTo(0.3, 1)
  })

  it('stand in every turn where chance says so, the rest as it was', () => {
    const turned = turnedImages({ ...settings, noise: 0, turns: 'random' }, 4)
    const ways = new Set(imagesOf(turned.train).filter((_, row) => row % 2 === 0).map(String))
    expect(ways.size).toBe(4)
    expect(turnedImages({ ...settings, turns: 'random' }, 4).test).toEqual(task.test)
  })
})
