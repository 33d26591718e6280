import { closest, fail, listOf, show } from '../core/errors';
import { AMD, type GpuSpec, HUAWEI, NVIDIA, VENDORS } from './gpu-catalogue';
import { UNKNOWN_GPU } from './rules';

/** Names of the NVIDIA models in the catalogue. */
export type NvidiaModel = keyof typeof NVIDIA;
/** Names of the AMD models in the catalogue. */
export type AmdModel = keyof typeof AMD;
/** Names of the Huawei models in the catalogue. */
export type HuaweiModel = keyof typeof HUAWEI;

/** A GPU that is not in the catalogue. */
export interface CustomGpuProps extends GpuSpec {
  /** Name in plans and reports. */
  readonly model: string;
  /**
   * Extended resource under which whole devices are advertised.
   * @default - the vendor's: `nvidia.com/gpu`, `amd.com/gpu`, `huawei.com/Ascend910`
   */
  readonly resource?: string;
}

/** A model of GPU: what one device of a node pool is. */
export class Gpu {
  /**
   * An NVIDIA model of the catalogue.
   * @throws FindingsError `fleet/unknown-gpu` for a model that the catalogue does not have
   */
  public static nvidia(model: NvidiaModel): Gpu {
    return Gpu.fromCatalogue(NVIDIA, model);
  }

  /**
   * An AMD model of the catalogue.
   * @throws FindingsError `fleet/unknown-gpu` for a model that the catalogue does not have
   */
  public static amd(model: AmdModel): Gpu {
    return Gpu.fromCatalogue(AMD, model);
  }

  /**
   * A Huawei model of the catalogue.
   * @throws FindingsError `fleet/unknown-gpu` for a model that the catalogue does not have
   */
  public static huawei(model: HuaweiModel): Gpu {
    return Gpu.fromCatalogue(HUAWEI, model);
  }

  /** A model that is not in the catalogue. */
  public static custom(props: CustomGpuProps): Gpu {
    return new Gpu(props.model, props, props.resource ?? VENDORS[props.vendor].resource);
  }

  private static fromCatalogue(catalogue: Readonly<Record<string, GpuSpec>>, model: string): Gpu {
    const spec = Object.hasOwn(catalogue, model) ? catalogue[model] : undefined;
    if (!spec) {
      const known = Object.keys(catalogue);
      const near = closest(model, known);
      fail(UNKNOWN_GPU, {
        place: 'Gpu',
        value: model,
        message: `the GPU model ${show(model)} is not in the catalogue (${listOf(known)}).`,
        fix: `${near ? `Did you mean '${near}'? ` : ''}Use a name of the catalogue, or Gpu.custom({ model, vendor, memoryGiB, ... }).`,
      });
    }
    return new Gpu(model, spec, VENDORS[spec.vendor].resource);
  }

  private constructor(
    /** Catalogue name. */
    public readonly model: string,
    private readonly spec: GpuSpec,
    /** Extended resource under which whole devices are advertised. */
    public readonly resource: string,
  ) {}

  /** Maker of the GPU. */
  public get vendor(): GpuSpec['vendor'] {
    return this.spec.vendor;
  }

  /** Microarchitecture. */
  public get generation(): string {
    return this.spec.generation;
  }

  /** Memory of one device in GiB. */
  public get memoryGiB(): number {
    return this.spec.memoryGiB;
  }

  /** The node label by which the vendor's feature discovery tells the model. */
  public get nodeLabels(): Readonly<Record<string, string>> {
    return { [VENDORS[this.spec.vendor].productLabel]: this.spec.product };
  }
}
