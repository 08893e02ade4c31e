-- A line's box that is turned over, or more than a point outside its page.
SELECT e.document_id, e.page, e.fact_id, e.x0, e.top, e.x1, e.bottom, p.width, p.height
FROM evidence AS e
JOIN changed USING (document_id)
JOIN pages AS p ON p.document_id = e.document_id AND p.page = e.page
WHERE NOT (e.x0 >= -1 AND e.top >= -1 AND e.x1 <= p.width + 1 AND e.bottom <= p.height + 1
           AND e.x0 <= e.x1 AND e.top <= e.bottom)
   OR isnan(e.x0) OR isnan(e.top) OR isnan(e.x1) OR isnan(e.bottom)
