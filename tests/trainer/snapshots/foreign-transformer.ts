import { openStream } from '#src/vocabulary/random.ts'
import type { Tensors } from '#trainer/formats/index.ts'

/** Snapshots of a small transformer by PyTorch's names, with random numbers: which probes they serve depends on names and shapes. */
export function foreignTransformer(steps: number): Tensors[] {
  const random = openStream(11, 'foreign transformer')
  const draw = (...shape: number[]) => ({
    shape,
    values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  })
  const [EXAMPLES, VOCABULARY, WIDTH, CLASSES] = [42, 24, 40, 7]
  const parameters = () => ({
    'embed.weight': draw(VOCABULARY, WIDTH),
    'position.weight': draw(3, WIDTH),
    'block.attn.in_proj_weight': draw(3 * WIDTH, WIDTH),
    'block.attn.in_proj_bias': draw(3 * WIDTH),
    'block.attn.out_proj.weight': draw(WIDTH, WIDTH),
    'block.attn.out_proj.bias': draw(WIDTH),
    'block.norm.weight': draw(WIDTH),
    'block.norm.bias': draw(WIDTH),
    'block.mlp.0.weight': draw(4 * WIDTH, WIDTH),
    'block.mlp.0.bias': draw(4 * WIDTH),
    'block.mlp.2.weight': draw(WIDTH, 4 * WIDTH),
    'block.mlp.2.bias': draw(WIDTH),
    'unembed.weight': draw(CLASSES, WIDTH),
  })
  const under = (space: string) =>
    Object.fromEntries(Object.entries(parameters()).map(([name, one]) => [space + name, one]))
  const labels = { shape: [EXAMPLES], values: Float64Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES) }
  return Array.from({ length: steps + 1 }, (_, step): Tensors => ({
    ...under('weights.'),
    ...under('grad.'),
    ...(step > 0 ? { ...under('before.'), ...under('previous-grad.') } : {}),
    ...(step > 1 ? under('two-before.') : {}),
    'hidden.block.mlp.1': draw(EXAMPLES, 4 * WIDTH),
    'hidden.block': draw(EXAMPLES, WIDTH),
    logits: draw(EXAMPLES, CLASSES),
    labels,
    'test.logits': draw(EXAMPLES, CLASSES),
    'test.labels': labels,
  }))
}
