/** The text of `deno task fit --help`. */
export const FIT_HELP =
  `Fits a mixing law to a table of runs: the law, its quality, the best mixture, and how sure that is.

  deno task fit [TABLE…] [options]

TABLE is a wide CSV: a column run (or run_id, index), shares (share:NAME, p_NAME, w_NAME or r_NAME) and losses
(loss:NAME, loss_NAME, agg_NAME), other columns as labels. Also read: two CSVs joined on run (shares in one, losses in
the other), Data Mixing Laws logs, an Aioli output folder. Without a table Mixlab's own sweep of three domains is fitted
(data/three_domains.csv), for a first look.

Rows and columns
  --where CONDITIONS    keep rows: model_size=70M,step>=30000,code>0,run!=a|b  (all must hold; | separates values)
  --domains A,B         the share columns, with or without prefix, in this order
  --targets A,B         the loss columns, with or without prefix, in this order
  --tolerance X         largest |1 − sum of shares| that is corrected (default 0.01)

Law
  --law NAME            log-linear (default; also m4), log-linear-joint (linreg), log-linear-two-step,
                        linear, m1, m2, m3, bimix, autoscale, boosted-trees (regmix, lightgbm);
                        for segments: linear-dynamic, linear-dynamic-diagonal, log-ratio; or auto: the one with the
                        lowest leave-one-out error
  --huber DELTA         robust loss with this delta (nats per token); without it least squares
  --offset X            bimix: added to every share, so that a share of 0 has a finite loss
  --no-intercept        linear-dynamic-diagonal: no intercept
  --rounds N            boosted-trees: trees (default 1000)
  --learning-rate X     boosted-trees: part of each tree's step that is taken (default 0.01)
  --leaves N            boosted-trees: most leaves of a tree (default 31)
  --leaf-runs N         boosted-trees: fewest runs in a leaf (default 20)
  --load LAW.json       use a saved law instead of fitting one; needs no TABLE

Judging
  --predict TABLE[,T2]  quality of the predictions on another table (two files: a pair)
  --predict-where C     rows of that table to keep
  --mixture M           predicted losses of a mixture: a=0.3,b=0.7 or a mixture file
  --bootstrap R         refits for intervals (default 200; 0 for none; boosted-trees: default 0)
  --folds G             leave mixtures out in G groups (default one by one; boosted-trees: default 10)
  --seed S              seed of everything random (default 0)

boosted-trees takes about half a second a target for a fit of 512 runs, and G + R times that for folds and refits.
For less: --folds 5, --rounds 300 --learning-rate 0.03, one --targets. Its best mixture is found by RegMix's simulation
(100,000 draws around --prior), of which one --objective is the quickest; auto does not try it.

Best mixture
  --objective O         mean (default), worst, a target, or a JSON file of target weights
  --prior M             mixture to compare with and pull to: a=0.3,b=0.7 or a mixture file (default even shares)
  --kl LAMBDA           weight of the pull to the prior, in nats (default 0)
  --cap A=0.3,B=0.2     largest shares (or a JSON file)
  --floor A=0.1         least shares (or a JSON file)
  --tokens A=2e9,B=5e9  distinct tokens there are (or a JSON file); with --budget they cap the shares
  --budget N            tokens of the training that is planned
  --epochs E            most passes over a domain's tokens (default 1)
  --critical DOMAIN     smallest share of DOMAIN that keeps the objective at --base-loss (continued pretraining)
  --base-loss X         the loss to keep, nats per token
  --simulation          also RegMix's simulation of 100,000 draws, among the papers' answers

Output
  --json                one JSON document on standard output, and nothing else there
  --out DIR             write law.json, answer.json, report.html and figures (JSON, SVG, PNG)
  --help                this text

Examples
  deno task fit
  deno task fit runs.csv --law auto --out out
  deno task fit runs.csv --where model_size=70M,step=30000 --huber 0.05 --json
  deno task fit runs.csv --objective worst --cap code=0.3 --prior prior.json --kl 0.05
  deno task fit --load out/law.json --mixture arxiv=0.2,books=0.2,code=0.2,web=0.2,wiki=0.2

Exit code: 0 done, 1 a run that failed, 2 bad input or options, 130 interrupted.`;
