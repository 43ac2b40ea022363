/**
 * Values of the flags of Aioli's `main.py`, under their names there: what was given, or its default.
 *
 * @module
 */

type Numbers = readonly number[];
type Names = readonly string[];

/** The values. What has no default is missing where it is not given. */
export interface AioliValues {
  readonly task_name?: string;
  readonly train_data_dir?: string;
  readonly val_data_dir?: Names;
  readonly output_dir: string;
  readonly selection_seed: number;
  readonly slice_list?: Names;
  readonly sample_rule?: string;
  readonly k?: number;
  readonly proportions?: Numbers;
  readonly proportions_schedule?: Numbers;
  readonly context_length: number;
  readonly n_epochs: number;
  readonly lr: number;
  readonly max_steps: number;
  readonly model_name: string;
  readonly batch_size: number;
  readonly eval_batch_size?: number;
  readonly num_ckpts: number;
  readonly checkpoint?: number;
  readonly lr_scheduler: string;
  readonly custom_name?: string;
  readonly save_model: boolean;
  readonly use_saved_model: boolean;
  readonly use_flash_attention: boolean;
  readonly warmup_steps: number;
  readonly break_steps?: number;
  readonly do_not_save: boolean;
  readonly resume_model_path?: string;
  readonly remaining_steps?: number;
  readonly end_lr: number;
  readonly skillit: boolean;
  readonly update_steps?: number;
  readonly eta?: number;
  readonly skillit_window: number;
  readonly graph_path?: string;
  readonly doge: boolean;
  readonly doge_mu: number;
  readonly doge_val_batch_size?: number;
  readonly doge_break_step_average: number;
  readonly doremi: boolean;
  readonly doremi_reference_model_path?: string;
  readonly doremi_mu: number;
  readonly gradient_accumulation_steps: number;
  readonly aioli: boolean;
  readonly aioli_normalize_A: boolean;
  readonly aioli_prior?: Numbers;
  readonly prior_steps?: number;
  readonly lp_rounds: number;
  readonly lp_steps: number;
  readonly one_hot_factor: number;
  readonly ema?: number;
  readonly aioli_diagonal: boolean;
  readonly skillit_eta?: number;
  readonly skillit_update_steps?: number;
}

/** A flag's name, without the dashes before it. */
export type FlagName = keyof AioliValues;
