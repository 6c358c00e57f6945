"""What a new simulation begins with: small, complete, to be changed."""

EXAMPLE = """\
# 一个小而完整的例子，可以直接修改。格式说明见文档“simulation-format”。
start: inbox          # 从哪个画面开始
limit: 30             # 最多操作多少次（包括撤销和重新开始）
screens:
- id: inbox
  look: phone         # phone 手机，mail 邮箱，platform 平台，table 表格
  title: 短信
  blocks:
  - messages:
    - {from: 代表联络站, at: 昨天, text: 本周五上午九点，请到站接待选民。, act: open}
  acts:
  - {id: open, text: 打开, ways: [{to: message}]}
- id: message
  look: phone
  title: 代表联络站
  blocks:
  - text: 本周五上午九点，请到站接待选民。能来请回复“能来”，不能来请说明原因。
  - field: {id: reply, label: 回复, input: choice, options: [{id: can, text: 能来}, {id: cannot, text: 不能来}]}
  - field: {id: reason, label: 原因, input: text, longest: 30}
  acts:
  - id: send
    text: 发送
    main: true
    ways:             # 从上往下，第一条符合的起作用；最后一条不带 when
    - {when: [{field: reply, is: can}], to: sent, set: [answered]}
    - {when: [{field: reply, is: cannot}, {field: reason, filled: true}], to: sent, set: [answered]}
    - {say: 请选择能不能来；不能来的，请写明原因。}
  - {id: delete, text: 删除短信, ways: [{to: inbox, set: [deleted], say: 短信已删除。}]}
- id: sent
  look: phone
  title: 代表联络站
  end: true           # 到这里为止，没有别的操作
  blocks:
  - text: 回复已发送。
key:                  # 以下内容不给答题人看
  goal: [{flag: answered}]
  steps:
  - {id: open, text: 打开短信看完再处理, points: 1, when: [{seen: message}]}
  - {id: answer, text: 明确回复能不能来, points: 2, must: true, when: [{flag: answered}]}
  forbidden:
  - {id: deleted, text: 没有回复就删除了通知, cap: 0.4, when: [{flag: deleted}]}
  way:
  - {do: open}
  - {do: send, with: {reply: can}}
"""
