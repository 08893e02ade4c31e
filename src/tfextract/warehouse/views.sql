-- Applied anew at every publish, after the migrations. Plain SQL that DuckDB 1.4 knows as well.

CREATE OR REPLACE VIEW current_documents AS
SELECT d.*
FROM documents AS d
-- NOT EXISTS is planned as a mark beside every document: scans of the views took up to 1.4 times as long.
ANTI JOIN (SELECT supersedes FROM documents WHERE supersedes IS NOT NULL) AS later ON later.supersedes = d.document_id
WHERE d.status <> 'superseded';
COMMENT ON VIEW current_documents IS 'Documents that no later version replaces; the other views show these alone.';

CREATE OR REPLACE VIEW match_proposals AS
SELECT k.indicator_id, i.name AS indicator, d.file_name, d.report_year, c.page, c.value, c.value_printed, c.unit,
       c.claim, c.basis, c.quote, k.score, k.why, k.count_id, k.document_id
FROM indicator_candidates AS k
JOIN indicators AS i USING (indicator_id)
JOIN current_documents AS d USING (document_id)
JOIN counts AS c ON c.count_id = k.count_id AND c.document_id = k.document_id
WHERE NOT EXISTS (SELECT 1 FROM matches AS m WHERE m.indicator_id = k.indicator_id AND m.applied_to = k.count_id);
COMMENT ON VIEW match_proposals IS 'Counts that may be of an indicator and wait for a person: tfextract match accepts or refuses them.';
COMMENT ON COLUMN match_proposals.indicator IS 'The indicator in words.';

CREATE OR REPLACE VIEW told_again AS
WITH told AS (
    SELECT 'product' AS kind, p.product_id AS fact_id, p.document_id, p.page, p.title AS words,
           lower(coalesce(d.publisher, '')) AS teller
    FROM products AS p
    JOIN current_documents AS d USING (document_id)
    UNION ALL
    -- Word for word the same sentence is the same statement, whoever prints it.
    SELECT 'achievement', a.achievement_id, a.document_id, a.page, a.text, ''
    FROM achievements AS a
    JOIN current_documents AS d USING (document_id)
),
folded AS (
    SELECT t.*, trim(regexp_replace(lower(t.words), '[^\p{L}\p{N}]+', ' ', 'g')) AS same,
           coalesce(d.published_on, d.as_of, d.period_end, make_date(d.report_year, 12, 31)) AS told_on
    FROM told AS t
    JOIN documents AS d USING (document_id)
),
ranked AS (
    SELECT *, first_value(fact_id) OVER earlier AS first_fact_id, first_value(document_id) OVER earlier AS first_document_id,
           row_number() OVER earlier AS telling
    FROM folded
    -- Shorter ones ("Annual report", "120 people trained") may well be two.
    WHERE len(string_split(same, ' ')) >= CASE kind WHEN 'product' THEN 3 ELSE 5 END
    WINDOW earlier AS (PARTITION BY kind, same, teller ORDER BY told_on NULLS LAST, document_id, page, fact_id)
)
SELECT kind, fact_id, document_id, page, words, telling, first_fact_id, first_document_id
FROM ranked
WHERE telling > 1;
COMMENT ON VIEW told_again IS 'Statements and products that an earlier document, or an earlier page, told word for word already. Leave these out where documents are counted together: WHERE product_id NOT IN (SELECT fact_id FROM told_again).';
COMMENT ON COLUMN told_again.kind IS 'achievement or product.';
COMMENT ON COLUMN told_again.fact_id IS 'The later telling.';
COMMENT ON COLUMN told_again.document_id IS 'Its document.';
COMMENT ON COLUMN told_again.page IS 'Its page.';
COMMENT ON COLUMN told_again.words IS 'The statement, or the title.';
COMMENT ON COLUMN told_again.telling IS 'Which telling it is: 2 for the second.';
COMMENT ON COLUMN told_again.first_fact_id IS 'The first telling.';
COMMENT ON COLUMN told_again.first_document_id IS 'The document of the first telling; the same document where it repeats itself.';

CREATE OR REPLACE VIEW headline_results AS
SELECT d.title AS document, d.publisher, d.report_year, c.page, c.label, c.value, c.value_high, c.value_printed,
       c.qualifier, c.kind, c.unit, c.claim, c.basis, c.dimension, c.dimension_value, c.theme, c.quote, c.confidence,
       c.count_id, c.document_id
FROM counts AS c
JOIN current_documents AS d USING (document_id)
WHERE c.headline
  AND c.claim IN ('achieved', 'change')
  AND c.repeat_of IS NULL;
COMMENT ON VIEW headline_results IS 'Figures printed large that state a result, each once: no targets, no needs of the world, no repeats. For reading, not for adding up: a part and its whole, or a total to date and a year of it, may stand side by side.';
COMMENT ON COLUMN headline_results.document IS 'Title of the document.';
COMMENT ON COLUMN headline_results.claim IS 'achieved (a level reached) or change (a difference); the two cannot be added.';

CREATE OR REPLACE VIEW pledges AS
SELECT f.name AS fund, p.name AS phase, p.start_year, p.end_year, p.amount, p.currency, p.frequency,
       CASE p.frequency
           WHEN 'year' THEN p.end_year - p.start_year + 1
           WHEN 'total' THEN 1
       END AS payments,
       CASE p.frequency
           WHEN 'year' THEN p.amount * (p.end_year - p.start_year + 1)
           WHEN 'total' THEN p.amount
       END AS pledged,
       p.page, p.phase_id, p.fund_id, p.document_id
FROM phases AS p
JOIN current_documents AS d USING (document_id)
LEFT JOIN funds AS f USING (fund_id)
WHERE NOT EXISTS (
    -- Two documents may tell of one phase; the latest read one speaks for it.
    SELECT 1
    FROM phases AS other
    JOIN current_documents AS o ON o.document_id = other.document_id
    WHERE other.fund_id = p.fund_id
      AND lower(other.name) = lower(p.name)
      AND other.start_year IS NOT DISTINCT FROM p.start_year
      AND (coalesce(o.report_year, 0), o.document_id) > (coalesce(d.report_year, 0), d.document_id)
);
COMMENT ON VIEW pledges IS 'What was pledged for each phase of a fund, each phase once: amount times number of payments. NULL where the text does not decide.';
COMMENT ON COLUMN pledges.fund IS 'Name of the fund.';
COMMENT ON COLUMN pledges.phase IS 'Name of the phase as printed.';
COMMENT ON COLUMN pledges.payments IS 'How often the amount is paid: the years from start to end, both included, for a yearly pledge.';
COMMENT ON COLUMN pledges.pledged IS 'amount × payments, in the currency beside it.';

CREATE OR REPLACE VIEW pledges_by_year AS
SELECT fund, phase,
       CASE WHEN frequency = 'year' THEN years.year END AS year,
       CASE WHEN frequency = 'year' AND years.year IS NOT NULL THEN amount ELSE pledged END AS amount,
       currency, start_year, end_year, frequency, page, phase_id, fund_id, document_id
FROM pledges
LEFT JOIN (SELECT unnest(range(1900, 2200)) AS year) AS years
       ON pledges.frequency = 'year' AND years.year BETWEEN pledges.start_year AND pledges.end_year;
COMMENT ON VIEW pledges_by_year IS 'What was pledged, by phase and year: one row for each year of a yearly pledge, one row without a year for an amount over the whole phase. Adding up amount within one currency gives what was pledged in all.';
COMMENT ON COLUMN pledges_by_year.fund IS 'Name of the fund.';
COMMENT ON COLUMN pledges_by_year.phase IS 'Name of the phase as printed.';
COMMENT ON COLUMN pledges_by_year.year IS 'The year the amount is for; NULL where one amount is for the whole phase, or the years are not determined.';
COMMENT ON COLUMN pledges_by_year.amount IS 'Amount pledged for the year, or for the phase where there is no year; NULL where the text does not decide.';

CREATE OR REPLACE VIEW achievement_figures AS
SELECT d.title AS document, d.publisher, d.report_year, a.page, a.theme, a.text AS achievement, a.result_level,
       c.label, c.value, c.value_high, c.value_printed, c.qualifier, c.kind, c.unit, c.claim, c.basis, c.per,
       c.dimension, c.dimension_value, c.whole_id, c.period_start, c.period_end, a.confidence,
       a.achievement_id, c.count_id, a.document_id
FROM achievements AS a
JOIN current_documents AS d USING (document_id)
LEFT JOIN counts AS c
       ON c.document_id = a.document_id AND c.achievement_id = a.achievement_id AND c.repeat_of IS NULL
WHERE a.repeat_of IS NULL;
COMMENT ON VIEW achievement_figures IS 'Each achievement, told once, with the figures that stand in it: one row for each figure, one row with NULLs for an achievement without figures. To count achievements, count distinct achievement_id.';
COMMENT ON COLUMN achievement_figures.document IS 'Title of the document.';
COMMENT ON COLUMN achievement_figures.achievement IS 'The statement, verbatim.';
COMMENT ON COLUMN achievement_figures.page IS 'Page that holds most of the statement.';
COMMENT ON COLUMN achievement_figures.confidence IS 'Confidence of the achievement, 0 to 1.';
COMMENT ON COLUMN achievement_figures.count_id IS 'Id of the figure; NULL where the statement has none.';

CREATE OR REPLACE VIEW products_produced AS
SELECT d.title AS document, d.publisher, d.report_year, p.page, p.title, p.product_type, p.product_class, p.languages,
       p.url, p.items, p.theme, p.confidence, p.product_id, p.document_id
FROM products AS p
JOIN current_documents AS d USING (document_id)
WHERE p.role = 'produced'
  AND p.state IS DISTINCT FROM 'planned'
  AND p.repeat_of IS NULL;
COMMENT ON VIEW products_produced IS 'What the programme itself made, each once within its document: no works only cited or supported, none that is only planned.';
COMMENT ON COLUMN products_produced.document IS 'Title of the document.';

CREATE OR REPLACE VIEW product_languages AS
SELECT document, publisher, report_year, product_class, product_type,
       unnest(CASE WHEN languages IS NULL THEN [CAST(NULL AS VARCHAR)] ELSE languages END) AS language,
       title, greatest(len(items), 1) AS works, page, product_id, document_id
FROM products_produced;
COMMENT ON VIEW product_languages IS 'Each product of products_produced once for each language it came out in, once with NULL where the text does not say. For counting by language; over all languages count distinct product_id.';
COMMENT ON COLUMN product_languages.language IS 'ISO 639-1 code of one language; NULL where the text does not say.';
COMMENT ON COLUMN product_languages.works IS 'How many works the entry names: the works of a plural entry, else 1.';

CREATE OR REPLACE VIEW products_by_class AS
SELECT publisher, report_year, product_class, language, count(*) AS entries, CAST(sum(works) AS BIGINT) AS works
FROM product_languages
GROUP BY ALL;
COMMENT ON VIEW products_by_class IS 'How many products the programme made (none that is only planned), by publisher, year, class and language. What came out in two languages is in two rows: do not add up over languages.';
COMMENT ON COLUMN products_by_class.entries IS 'Printed entries: titles, each once within its document.';
COMMENT ON COLUMN products_by_class.works IS 'Works: a plural entry ("Background papers: A, B and C") is as many as it names.';

CREATE OR REPLACE VIEW results_by_country AS
WITH facts AS (
    SELECT document_id, achievement_id AS fact_id, 'achievement' AS fact_kind, page, text AS result,
           CAST(NULL AS DOUBLE) AS value, CAST(NULL AS VARCHAR) AS qualifier, CAST(NULL AS VARCHAR) AS unit,
           CAST(NULL AS VARCHAR) AS claim, theme, confidence
    FROM achievements
    WHERE repeat_of IS NULL
    UNION ALL
    SELECT document_id, count_id, 'count', page, coalesce(label, quote), value, qualifier, unit, claim, theme,
           confidence
    FROM counts
    WHERE repeat_of IS NULL AND claim IN ('achieved', 'change')
    UNION ALL
    SELECT document_id, product_id, 'product', page, title, NULL, NULL, NULL, NULL, theme, confidence
    FROM products
    WHERE repeat_of IS NULL AND role = 'produced' AND state IS DISTINCT FROM 'planned'
)
SELECT DISTINCT e.name AS country, e.code AS country_code, m.role, m.inherited, f.fact_kind, f.result, f.value,
       f.qualifier, f.unit, f.claim, d.title AS document, d.publisher, d.report_year, f.page, f.theme, f.confidence,
       f.fact_id, f.document_id
FROM mentions AS m
JOIN entities AS e ON e.entity_id = m.entity_id
-- Documents before facts: what is asked of one publisher is then looked for in its mentions alone.
JOIN current_documents AS d ON d.document_id = m.document_id
JOIN facts AS f ON f.document_id = d.document_id AND f.fact_id = m.fact_id
WHERE e.kind = 'country';
COMMENT ON VIEW results_by_country IS 'Results (achievements, figures achieved or changed, products made, none only planned; no repeats) with each country they name and its role. A result that names three countries has three rows: its figure is for all three together, never to be added up over countries.';
COMMENT ON COLUMN results_by_country.country IS 'Usual name of the country in English.';
COMMENT ON COLUMN results_by_country.country_code IS 'ISO 3166 alpha-3.';
COMMENT ON COLUMN results_by_country.role IS 'What the country is in the fact: location (it happened there), beneficiary, donor, partner or in_title (a title names it; the result need not be there). NULL where the text does not decide.';
COMMENT ON COLUMN results_by_country.fact_kind IS 'achievement, count or product.';
COMMENT ON COLUMN results_by_country.result IS 'The statement, the label of the figure, or the title of the product.';
COMMENT ON COLUMN results_by_country.value IS 'Value of the figure; NULL for achievements and products.';
COMMENT ON COLUMN results_by_country.document IS 'Title of the document.';
COMMENT ON COLUMN results_by_country.page IS 'Page that holds most of the fact''s words.';
COMMENT ON COLUMN results_by_country.fact_id IS 'achievement_id, count_id or product_id.';

CREATE OR REPLACE VIEW target_against_actual AS
WITH targets AS (
    SELECT c.*
    FROM counts AS c
    JOIN current_documents AS d USING (document_id)
    WHERE c.repeat_of IS NULL AND c.claim = 'target'
),
-- Figures of one unit in one statement belong together where there is one of each claim; else only a link decides.
alone AS (
    SELECT c.document_id, c.achievement_id, c.kind, c.unit, c.claim, min(c.count_id) AS count_id
    FROM counts AS c
    SEMI JOIN targets AS t ON t.document_id = c.document_id AND t.achievement_id = c.achievement_id
    WHERE c.repeat_of IS NULL AND c.claim IN ('target', 'achieved', 'baseline')
      AND c.unit IS NOT NULL AND c.whole_id IS NULL AND c.dimension IS NULL
    GROUP BY ALL
    HAVING count(*) = 1
),
linked AS (
    SELECT document_id, count_id AS one, compares_with AS other FROM counts WHERE compares_with IS NOT NULL
    UNION
    SELECT document_id, compares_with, count_id FROM counts WHERE compares_with IS NOT NULL
    UNION
    SELECT a.document_id, a.count_id, b.count_id
    FROM alone AS a
    JOIN alone AS b USING (document_id, achievement_id, kind, unit)
    WHERE a.claim <> b.claim
),
others AS (
    SELECT l.one, c.count_id, c.claim, c.value, c.value_high, c.qualifier, c.page, c.label
    FROM linked AS l
    JOIN counts AS c ON c.document_id = l.document_id AND c.count_id = l.other
    WHERE c.repeat_of IS NULL AND c.claim IN ('achieved', 'baseline')
),
baselines AS (
    SELECT one, min(value) AS value, min(count_id) AS count_id
    FROM others
    WHERE claim = 'baseline'
    GROUP BY one
    HAVING count(DISTINCT value) = 1
),
pairs AS (
    SELECT t.*, a.count_id AS actual_id, a.value AS actual, a.value_high AS actual_high,
           a.qualifier AS actual_qualifier, a.page AS actual_page, a.label AS actual_label,
           coalesce(bt.value, ba.value) AS baseline, coalesce(bt.count_id, ba.count_id) AS baseline_id
    FROM targets AS t
    LEFT JOIN (SELECT * FROM others WHERE claim = 'achieved') AS a ON a.one = t.count_id
    LEFT JOIN baselines AS bt ON bt.one = t.count_id
    LEFT JOIN baselines AS ba ON ba.one = a.count_id
),
judged AS (
    SELECT *, qualifier IN ('up_to', 'under') OR coalesce(baseline > value, FALSE) AS downwards
    FROM pairs
)
SELECT d.title AS document, d.publisher, d.report_year, p.label, p.unit, p.kind, p.baseline, p.value AS target,
       p.qualifier AS target_qualifier, p.actual, p.actual_qualifier, p.actual_label,
       CASE WHEN NOT p.downwards AND p.value <> 0 THEN 100 * p.actual / p.value END AS percent_of_target,
       CASE
           WHEN p.downwards AND p.actual_qualifier IN ('over', 'at_least') AND p.actual < p.value THEN NULL
           WHEN p.downwards THEN coalesce(p.actual_high, p.actual) <= p.value
           WHEN p.actual_qualifier IN ('under', 'up_to') AND p.actual >= p.value THEN NULL
           ELSE p.actual >= p.value
       END AS met,
       p.period_start, p.period_end, p.page, p.actual_page, p.quote, p.theme, p.confidence,
       p.count_id AS target_id, p.actual_id, p.baseline_id, p.document_id
FROM judged AS p
JOIN current_documents AS d USING (document_id);
COMMENT ON VIEW target_against_actual IS 'Each target, told once, with the figure achieved and the baseline that the document sets against it: by an explicit comparison, or as the only figures of their unit in one statement. NULL where it gives none: what was aimed at is not what was done.';
COMMENT ON COLUMN target_against_actual.document IS 'Title of the document.';
COMMENT ON COLUMN target_against_actual.label IS 'The target''s own words.';
COMMENT ON COLUMN target_against_actual.baseline IS 'The earlier level given to compare with.';
COMMENT ON COLUMN target_against_actual.target IS 'The value aimed at.';
COMMENT ON COLUMN target_against_actual.target_qualifier IS 'Qualifier of the target; under and up_to are targets to stay below.';
COMMENT ON COLUMN target_against_actual.actual IS 'The value achieved; NULL where the document sets none against the target.';
COMMENT ON COLUMN target_against_actual.actual_qualifier IS 'Qualifier of the figure achieved.';
COMMENT ON COLUMN target_against_actual.actual_label IS 'Label of the figure achieved.';
COMMENT ON COLUMN target_against_actual.percent_of_target IS 'actual in per cent of target; NULL for targets to stay or come below.';
COMMENT ON COLUMN target_against_actual.met IS 'Whether the target was met. A target with under or up_to, or below its baseline, is met from below. NULL where the figures do not decide.';
COMMENT ON COLUMN target_against_actual.page IS 'Page of the target.';
COMMENT ON COLUMN target_against_actual.actual_page IS 'Page of the figure achieved.';
COMMENT ON COLUMN target_against_actual.quote IS 'The printed words around the target.';
COMMENT ON COLUMN target_against_actual.target_id IS 'count_id of the target.';
COMMENT ON COLUMN target_against_actual.actual_id IS 'count_id of the figure achieved.';
COMMENT ON COLUMN target_against_actual.baseline_id IS 'count_id of the baseline.';

CREATE OR REPLACE VIEW fell_short AS
SELECT document, publisher, report_year, label, unit, target, actual, percent_of_target, actual_label, quote, page,
       target_id, actual_id, document_id
FROM target_against_actual
WHERE met = FALSE;
COMMENT ON VIEW fell_short IS 'Targets that the document itself shows were not met. A target without a figure against it is not here: that nothing is said does not mean that nothing was done.';

CREATE OR REPLACE VIEW told_shortfalls AS
SELECT d.title AS document, d.publisher, d.report_year, s.* EXCLUDE (document_id), s.document_id
FROM shortfalls AS s
JOIN current_documents AS d USING (document_id);
COMMENT ON VIEW told_shortfalls IS 'What a document itself tells of as late, missed, reduced or not done, in its own words; beside fell_short, which compares figures.';
COMMENT ON COLUMN told_shortfalls.document IS 'Title of the document.';

CREATE OR REPLACE VIEW womens_share AS
WITH parts AS (
    SELECT c.*,
           regexp_matches(c.dimension_value, '\b(women|woman|girls?|females?)\b', 'i') AS of_women,
           regexp_matches(c.dimension_value, '\b(men|man|boys?|males?)\b', 'i') AS of_men
    FROM counts AS c
    JOIN current_documents AS d USING (document_id)
    WHERE c.dimension = 'sex' AND c.repeat_of IS NULL AND c.claim IN ('achieved', 'target', 'baseline')
),
women AS (
    SELECT * FROM parts WHERE of_women AND NOT of_men AND kind IN ('count', 'percent')
),
-- The women and the men of one statement, one figure each.
men AS (
    SELECT document_id, achievement_id, claim, unit, min(value) AS value
    FROM parts
    WHERE of_men AND NOT of_women AND kind = 'count' AND achievement_id IS NOT NULL
    GROUP BY ALL
    HAVING count(*) = 1
),
shares AS (
    SELECT w.*, t.value AS whole_value, m.value AS men_value,
           CASE
               WHEN w.kind = 'percent' THEN 'printed'
               WHEN t.value > 0 THEN 'of_whole'
               WHEN w.value + m.value > 0 THEN 'of_women_and_men'
           END AS computed
    FROM women AS w
    LEFT JOIN counts AS t
           ON t.document_id = w.document_id AND t.count_id = w.whole_id AND t.kind = 'count' AND t.value >= w.value
    LEFT JOIN men AS m
           ON m.document_id = w.document_id AND m.achievement_id = w.achievement_id AND m.claim = w.claim
          AND m.unit IS NOT DISTINCT FROM w.unit
)
SELECT d.title AS document, d.publisher, d.report_year, s.label, s.unit, s.dimension_value, s.claim, s.basis,
       CASE s.computed
           WHEN 'printed' THEN s.value
           WHEN 'of_whole' THEN 100 * s.value / s.whole_value
           WHEN 'of_women_and_men' THEN 100 * s.value / (s.value + s.men_value)
       END AS percent_women,
       s.computed, CASE WHEN s.kind = 'count' THEN s.value END AS women,
       CASE s.computed WHEN 'of_whole' THEN s.whole_value WHEN 'of_women_and_men' THEN s.value + s.men_value END
           AS people,
       s.qualifier, s.page, s.quote, s.theme, s.confidence, s.count_id, s.document_id
FROM shares AS s
JOIN current_documents AS d USING (document_id)
WHERE s.computed IS NOT NULL;
COMMENT ON VIEW womens_share IS 'The share of women and girls, one row for each figure of theirs: as printed in per cent, or computed from their number and its whole, or from the women and the men of one statement. Shares of different groups cannot be averaged.';
COMMENT ON COLUMN womens_share.document IS 'Title of the document.';
COMMENT ON COLUMN womens_share.percent_women IS 'Women and girls in per cent, 0 to 100.';
COMMENT ON COLUMN womens_share.computed IS 'printed, of_whole (their number by the total it is a part of) or of_women_and_men (by the sum of both).';
COMMENT ON COLUMN womens_share.women IS 'How many; NULL where only a share is printed.';
COMMENT ON COLUMN womens_share.people IS 'How many of both; NULL where only a share is printed.';

CREATE OR REPLACE VIEW new_this_year AS
WITH dated AS (
    SELECT document_id, title, publisher, report_year,
           CASE
               WHEN publisher IS NULL THEN 0
               ELSE count(*) OVER (
                   PARTITION BY publisher ORDER BY report_year RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               )
           END AS earlier_documents
    FROM current_documents
    WHERE report_year IS NOT NULL
),
told AS (
    SELECT 'achievement' AS fact_kind, achievement_id AS fact_id, document_id, page, text AS words, theme, confidence
    FROM achievements
    WHERE repeat_of IS NULL
    UNION ALL
    SELECT 'product', product_id, document_id, page, title, theme, confidence
    FROM products
    WHERE repeat_of IS NULL AND role = 'produced' AND state IS DISTINCT FROM 'planned'
)
SELECT d.title AS document, d.publisher, d.report_year, t.fact_kind, t.words AS what, t.theme, t.page,
       d.earlier_documents, t.confidence, t.fact_id, t.document_id
FROM told AS t
JOIN dated AS d USING (document_id)
-- A window and no join: what is asked of one publisher is then looked for in its documents alone.
QUALIFY d.report_year = min(d.report_year) OVER (
    PARTITION BY d.publisher, CASE WHEN d.publisher IS NULL THEN d.document_id END, t.fact_kind, hash(lower(t.words))
);
COMMENT ON VIEW new_this_year IS 'Achievements and products that no earlier report of the same publisher tells in the same words, under the year of the report. Choose a report_year; a document without a year is not here.';
COMMENT ON COLUMN new_this_year.document IS 'Title of the document.';
COMMENT ON COLUMN new_this_year.fact_kind IS 'achievement or product.';
COMMENT ON COLUMN new_this_year.what IS 'The statement, or the title of the product.';
COMMENT ON COLUMN new_this_year.page IS 'Page that holds most of its words.';
COMMENT ON COLUMN new_this_year.theme IS 'The nearest heading above that says what it is about.';
COMMENT ON COLUMN new_this_year.confidence IS '0 to 1, computed from the checks the fact passed.';
COMMENT ON COLUMN new_this_year.earlier_documents IS 'How many earlier documents of the publisher there are to compare with: at 0 nothing can be told to be new.';
COMMENT ON COLUMN new_this_year.fact_id IS 'achievement_id or product_id.';
COMMENT ON COLUMN new_this_year.document_id IS 'The document.';

CREATE OR REPLACE VIEW unread AS
SELECT f.path, f.file_name, CAST(NULL AS INTEGER) AS page, f.status, i.message
FROM files AS f
LEFT JOIN issues AS i ON i.path = f.path
WHERE f.status IN ('no_text', 'encrypted', 'damaged', 'not_pdf', 'empty', 'failed')
UNION ALL
SELECT (SELECT min(f.path) FROM files AS f WHERE f.document_id = p.document_id) AS path, d.file_name, p.page, p.status,
       (SELECT string_agg(i.message, '; ' ORDER BY i.message)
        FROM issues AS i
        WHERE i.document_id = p.document_id AND i.page = p.page) AS message
FROM pages AS p
JOIN current_documents AS d USING (document_id)
WHERE p.status NOT IN ('read', 'empty')
  AND d.status <> 'no_text';
COMMENT ON VIEW unread IS 'Files of which nothing could be read, and the pages that could not be read of the others.';
COMMENT ON COLUMN unread.status IS 'Why: the status of the file (no_text, encrypted, damaged …) or of the page (image_only, garbled …).';
COMMENT ON COLUMN unread.page IS 'NULL where the whole file is unread.';
COMMENT ON COLUMN unread.message IS 'What was wrong and what to do; NULL where nothing was noted.';

CREATE OR REPLACE VIEW fund_bounds AS
WITH bounded AS (
    SELECT b.fund, b.what, b.minimum, b.maximum, f.fund_id
    FROM bounds AS b
    JOIN funds AS f ON f.fund_id = b.fund OR lower(f.name) = lower(b.fund)
),
held AS (
    SELECT DISTINCT df.fund_id, df.document_id
    FROM document_funds AS df
    WHERE df.fund_id IN (SELECT fund_id FROM bounded)
),
found AS (
    SELECT fund_id, 'documents' AS what FROM held
    UNION ALL SELECT h.fund_id, 'achievements' FROM achievements JOIN held AS h USING (document_id)
    UNION ALL SELECT h.fund_id, 'counts' FROM counts JOIN held AS h USING (document_id)
    UNION ALL SELECT h.fund_id, 'products' FROM products JOIN held AS h USING (document_id)
)
SELECT b.fund, b.what, count(f.what) AS found, b.minimum, b.maximum, b.fund_id
FROM bounded AS b
LEFT JOIN found AS f ON f.fund_id = b.fund_id AND f.what = b.what
GROUP BY ALL;
COMMENT ON VIEW fund_bounds IS 'How much each fund of bounds.csv has beside how much it must and may have: below the minimum nothing is published, above the maximum one is warned.';
COMMENT ON COLUMN fund_bounds.fund IS 'The fund, by id or name, as bounds.csv has it.';
COMMENT ON COLUMN fund_bounds.found IS 'How many there are.';
COMMENT ON COLUMN fund_bounds.fund_id IS 'The fund.';
