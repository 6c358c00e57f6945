-- Every count of a report, over the frozen rows of one snapshot and nothing else. Written by hand from the words of the
-- tables, apart from the code that makes them. One parameter, twice: the snapshot's primary key.
WITH m AS (
    SELECT level, unit, origin, age_band, assisted, mode, grade, before, enrolled, completed, certified, hours,
           CASE level WHEN 'district' THEN '区人大代表' ELSE '镇人大代表' END AS who,
           CASE WHEN grade IN ('starting', 'basic', 'full', 'exemplary') THEN 1 ELSE 0 END AS has_result,
           CASE WHEN grade IN ('basic', 'full', 'exemplary') THEN 1 ELSE 0 END AS is_ready
      FROM reports_snapshotmandate
     WHERE snapshot_id = %s
), told AS (
    SELECT '就绪度分布' AS t, '全部' AS r, m.* FROM m
    UNION ALL SELECT '就绪度分布', who, m.* FROM m
    UNION ALL SELECT '各镇人大代表达到“基本胜任”及以上的比例', unit, m.* FROM m WHERE level = 'township'
    UNION ALL SELECT '区人大代表达到“基本胜任”及以上的比例（按所在镇、街道）', unit, m.* FROM m WHERE level = 'district'
    UNION ALL SELECT '按任职类型',
                     CASE origin WHEN 'new' THEN '新任' WHEN 'by_election' THEN '补选' ELSE '连任' END, m.* FROM m
    UNION ALL SELECT '按年龄段', age_band, m.* FROM m
    UNION ALL SELECT '按测评时有无协助', CASE WHEN assisted THEN '有人协助' ELSE '独立完成' END, m.* FROM m
               WHERE has_result = 1
    UNION ALL SELECT '按测评方式',
                     CASE mode WHEN 'phone' THEN '手机' WHEN 'desktop' THEN '电脑' WHEN 'paper' THEN '纸质'
                          ELSE '现场操作等' END, m.* FROM m WHERE has_result = 1
    UNION ALL SELECT '培训参加和完成情况', '全部', m.* FROM m
    UNION ALL SELECT '培训参加和完成情况', who, m.* FROM m
    UNION ALL SELECT '各镇人大代表培训完成情况', unit, m.* FROM m WHERE level = 'township'
), counted AS (
    SELECT t, r, count(*) AS due,
           sum(has_result) AS known,
           sum(1 - has_result) AS unknown,
           sum(CASE WHEN grade = 'starting' THEN 1 ELSE 0 END) AS starting,
           sum(is_ready) AS ready,
           sum(CASE WHEN grade = 'basic' THEN 1 ELSE 0 END) AS basic,
           sum(CASE WHEN grade = 'full' THEN 1 ELSE 0 END) AS full_,
           sum(CASE WHEN grade = 'exemplary' THEN 1 ELSE 0 END) AS exemplary,
           sum(CASE WHEN enrolled THEN 1 ELSE 0 END) AS enrolled,
           sum(CASE WHEN enrolled AND completed THEN 1 ELSE 0 END) AS completed,
           sum(CASE WHEN enrolled AND NOT completed THEN 1 ELSE 0 END) AS going_on,
           sum(CASE WHEN enrolled AND completed AND certified THEN 1 ELSE 0 END) AS certified,
           sum(CASE WHEN hours >= 6 THEN 1 ELSE 0 END) AS hours_met
      FROM told GROUP BY t, r
), mastered AS (
    SELECT l.competence, m.level, count(*) AS due,
           sum(CASE WHEN l.level IS NOT NULL THEN 1 ELSE 0 END) AS assessed,
           sum(CASE WHEN l.level >= 2 THEN 1 ELSE 0 END) AS mastered,
           sum(CASE WHEN l.level < 2 THEN 1 ELSE 0 END) AS learning
      FROM reports_snapshotlevel l JOIN reports_snapshotmandate m ON m.id = l.row_id
     WHERE m.snapshot_id = %s GROUP BY l.competence, m.level
)
SELECT t, r, '应测评' AS c, due AS n FROM counted
UNION ALL SELECT t, r, '有结果', known FROM counted
UNION ALL SELECT t, r, '暂无', unknown FROM counted
UNION ALL SELECT t, r, '起步学习', starting FROM counted
UNION ALL SELECT t, r, '基本胜任及以上', ready FROM counted
UNION ALL SELECT t, r, '基本胜任', basic FROM counted
UNION ALL SELECT t, r, '全面胜任', full_ FROM counted
UNION ALL SELECT t, r, '示范带动', exemplary FROM counted
UNION ALL SELECT t, r, '全面胜任及以上', full_ + exemplary FROM counted
UNION ALL SELECT t, r, '已参加', enrolled FROM counted
UNION ALL SELECT t, r, '已完成', completed FROM counted
UNION ALL SELECT t, r, '正在学习', going_on FROM counted
UNION ALL SELECT t, r, '已发证书', certified FROM counted
UNION ALL SELECT t, r, '学时已达到要求', hours_met FROM counted
UNION ALL SELECT '核心能力达到“基础”及以上的比例', competence || '／' || level, '应测评', due FROM mastered
UNION ALL SELECT '核心能力达到“基础”及以上的比例', competence || '／' || level, '已测评', assessed FROM mastered
UNION ALL SELECT '核心能力达到“基础”及以上的比例', competence || '／' || level, '暂无', due - assessed FROM mastered
UNION ALL SELECT '核心能力达到“基础”及以上的比例', competence || '／' || level, '达到“基础”及以上', mastered FROM mastered
UNION ALL SELECT '核心能力达到“基础”及以上的比例', competence || '／' || level, '“基础”以下', learning FROM mastered
