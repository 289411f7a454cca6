# ruff: noqa: E501  a sentence a line
"""Sentences in the language of year-end reports, written before any rule was tuned; no place is a real one's figure.

Every second one is held out: rules were written looking at the others alone. A test strips the digits by itself
(`stripping.py`), so the places where a value is missing are known without marking them.
"""

CHINESE = """
epidemic|疫情发生后，高新区第一时间成立由主要领导任组长的指挥部，抽调机关干部1260人下沉到86个社区、214个居民小区，24小时轮班值守。
epidemic|截至3月15日，全区规模以上工业企业复工率达98.6%，复产率达91.2%，返岗职工4.3万人。
epidemic|我们共设置卡口312处，排查返区人员15.7万人次，集中隔离2346人，解除隔离2310人。
epidemic|累计发放口罩120万只、消毒液35吨、测温仪4600台，为企业减免房租2380万元。
epidemic|全区67家规上服务业企业全部复工，3家大型商超正常营业，5所高中3月30日率先开学。
epidemic|坚持外防输入、内防反弹，严格落实常态化防控措施，没有发生一起聚集性疫情，守住了人民群众生命安全和身体健康的底线。
epidemic|接种新冠疫苗超过52万剂次，18岁以上人群接种率92.3%，设立方舱接种点7个。
epidemic|落实减税降费政策，全年新增减税降费12.8亿元，惠及市场主体3.6万户；发放稳岗补贴4127万元，稳定岗位8.9万个。
investment|全年签约项目135个，总投资1268亿元，其中百亿元以上项目3个、50亿元以上项目6个。
investment|实际利用外资9.87亿美元，同比增长18.4%，完成年度任务的109.7%，总量居全市第2位。
investment|引进省外到位资金412.5亿元，较上年增加37.6亿元，增长10.0%。
investment|先后赴北京、上海、深圳等地开展小分队招商46批次，拜访企业300余家，促成12个项目落户。
investment|新注册企业5218家，注册资本总额达684亿元，户均1311万元。
investment|成功举办产业招商推介会、云签约等活动28场，现场签约金额突破500亿元。
investment|世界500强企业在区内投资项目累计达到41个，外资企业总数升至386家，较“十二五”末翻了一番。
investment|招大引强取得突破，总投资120亿元的新能源电池基地、65亿元的智能装备产业园和28亿元的冷链物流中心相继签约。
investment|招商引资是经济工作的生命线，我们牢固树立项目为王理念，主要领导带头外出招商，以商招商、产业链招商成效显著。
projects|全年实施重点项目218个，年度计划投资486亿元，实际完成投资512.3亿元，占年度计划的105.4%。
projects|省级重点项目19个、市级重点项目57个，分别完成投资86.4亿元和193.7亿元。
projects|新开工项目92个、竣工投产61个，亿元以上工业项目开工率达到96%。
projects|总投资38亿元的半导体封装项目从拿地到开工仅用47天，创造了全区项目建设的新纪录。
projects|固定资产投资增长11.2%，高于全省平均水平3.4个百分点，其中工业投资增长22.7%，占固投比重由28.1%提高到31.9%。
projects|完成征地3450亩，拆除房屋62万平方米，收储土地1870亩，供应土地54宗。
projects|一季度，全区120个续建项目全部复工，87个新建项目已开工63个，开工率72.4%。
projects|深化“标准地”改革，推行拿地即开工，42个项目实现五证齐发，平均审批时间压缩60%以上。
projects|地铁8号线、国道310改线等9项基础设施工程加快推进，累计完成投资57.6亿元，建成标准厂房45万平方米。
projects|坚持一切围绕项目转、一切盯着项目干，建立项目专员制度，对每个重大项目一名领导挂帅、一个专班推进、一张清单督办。
innovation|新认定高新技术企业213家，总数达到907家，较上年净增176家。
innovation|技术合同成交额达到78.3亿元，同比增长41.5%；研发投入强度达到4.6%，比全市高1.3个百分点。
innovation|培育瞪羚企业36家、专精特新“小巨人”企业14家，分别占全市的27%和35%。
innovation|每万人发明专利拥有量64.5件，是全省平均水平的4.8倍；PCT国际专利申请127件。
innovation|新增院士工作站2家、省级工程技术研究中心11个、博士后创新基地5个。
innovation|科技型中小企业入库1582家，孵化器面积突破100万平方米，在孵企业近2000家。
innovation|全年专利授权量8764件，其中发明专利1935件，占比22.1%，万人有效发明专利拥有量连续4年位居全省第一。
innovation|本土企业登陆科创板实现零的突破，成为全省第3家科创板上市企业，募集资金13.6亿元。
innovation|引进高层次人才团队23个、博士412名，兑现人才奖补资金6800余万元。
services|全面推行“一网通办”，1326项政务服务事项网上可办率100%，即办件比例提高到68%，平均跑动次数降至0.2次。
services|企业开办时间压缩至1个工作日以内，不动产登记4小时办结，工程建设项目审批时限缩减到60个工作日。
services|全年办理各类事项47.3万件，群众满意率99.8%，收到表扬信和锦旗152件。
services|推出“一件事一次办”套餐36个，120个高频事项实现跨省通办，与6省15个市建立协作机制。
services|为468家企业兑现奖补资金3.27亿元，帮助127家企业申报各类项目352个，争取上级资金2.9亿元。
services|新增市场主体2.14万户，同比增长16.7%，其中企业6832户、个体工商户14568户。
services|营商环境评价位列全省开发区第1位，在全国217家国家级经开区中排名第23位，较上年前进5位。
services|深化放管服改革，持续优化营商环境，让企业家安心、放心、舒心，打造市场化法治化国际化一流营商环境。
services|办结退税1.46万笔，金额21.3亿元，平均办理时间由5天缩短到1.5天。
city|新建、改造道路27条，总长31.6公里，打通断头路9条，新增停车泊位4300个。
city|改造老旧小区58个，涉及居民1.92万户，加装电梯76部，铺设雨污水管网84千米。
city|新增绿地126万平方米，建成口袋公园18个、绿道22.5公里，绿化覆盖率达到42.7%。
city|拆除违法建筑1083处23.7万平方米，整治背街小巷95条，规范户外广告2600余块。
city|架空线缆落地17.8公里，迁改110千伏线路3条，新建变电站2座。
city|生活垃圾分类覆盖率达到95%，建成分类示范小区64个，日均处理垃圾1450吨，资源化利用率超过38%。
city|万元GDP能耗下降3.6%，城镇污水集中处理率98.2%，建成区面积由56平方公里扩大到71平方公里。
city|坚持人民城市人民建、人民城市为人民，城市面貌焕然一新，城市管理精细化、智能化水平显著提升，家门口的变化看得见、摸得着。
livelihood|新建、改扩建学校14所，新增学位16200个，引进优秀教师530名，名校覆盖率达到87%。
livelihood|空气质量优良天数268天，同比增加31天，PM2.5平均浓度下降12.4%，PM10平均浓度下降9.8%。
livelihood|城镇新增就业2.37万人，登记失业率控制在3.2%以内，零就业家庭动态清零。
livelihood|城乡居民人均可支配收入分别达到45600元和18300元，分别增长5.1%和7.9%。
livelihood|民生支出占一般公共预算支出的比重达81.3%，十件民生实事全部办结。
livelihood|建成社区卫生服务中心6个、日间照料中心21个，新增养老床位1150张，每千名老人拥有床位38张。
livelihood|2所三甲医院主体封顶，新增床位2200张，家庭医生签约率达到72.5%。
livelihood|发放低保金3120万元，惠及困难群众8600余人，临时救助1745人次。
livelihood|居民医保参保率稳定在98%以上，城乡低保标准提高到每人每月690元。
livelihood|全年化解信访积案43件，刑事案件发案率同比下降15.3%，群众安全感满意度达97.4%，再创历史新高。
relief|投入财政专项扶贫资金4560万元，实施产业项目27个，带动贫困户1386户4217人稳定增收。
relief|选派驻村工作队18支、第一书记18名、帮扶干部312人，走访慰问贫困群众5600余户次。
relief|贫困发生率由11.6%降至0.42%，23个贫困村全部出列，农民人均纯收入年均增长12.3%。
relief|完成农村危房改造428户，硬化通村道路36.8公里，解决1.2万人饮水安全问题。
relief|消费扶贫金额达1835万元，建成消费扶贫专柜45台、专馆3个，销售农产品620吨。
relief|扎实开展两不愁三保障问题排查，落实四个不摘要求，一户一策、一人一岗，坚决防止返贫。
relief|光伏扶贫电站装机容量5.6兆瓦，年均发电收益430万元，村均增收12万元。
visits|组织开展“大走访”活动，走访企业1240家、居民3.5万户，收集意见建议2180条，办结2094条，办结率96.1%。
visits|12345热线受理诉求6.8万件，按时办结率99.3%，满意率95.7%，较去年提高2.1个百分点。
visits|召开座谈会、恳谈会73场次，1500余名代表参加，解决急难愁盼问题326个。
visits|建立党员志愿服务队152支，注册志愿者2.6万名，开展活动4300余场，服务时长31万小时。
visits|结对共建社区48个，认领微心愿1267个，全部按期完成。
visits|以创建全国文明城市为抓手，广泛开展文明单位、文明家庭、文明校园创建活动，市民文明素质和社会文明程度不断提高。
economy|2023年，全区完成地区生产总值1356.8亿元，同比增长7.8%，增速高于全市2.1个百分点，总量占全市的18.6%。
economy|规上工业总产值2874亿元，迈上2800亿元新台阶，“十三五”以来年均增长9.4%；一般公共预算收入83.5亿元，其中税收占比91.6%。
economy|全区市场主体突破8万户，是2015年的3.2倍；进出口总额由2016年的215亿元增长到2020年的486亿元，增长1.26倍。
economy|预计全年社会消费品零售总额达到320亿元左右，增长6%以上，限额以上商贸企业净增39家。
economy|汽车、装备制造、新材料三大主导产业产值分别为980亿元、612亿元、374亿元，合计占规上工业总产值的七成以上。
economy|在2022年国家级经开区综合发展水平考核评价中，列第31位，较上年提升8位，连续3年实现争先进位。
economy|今年前三季度，规模以上工业增加值增长8.6%，比上半年加快1.4个百分点，比全国平均水平高3.9个百分点，连续9个月保持两位数以下稳定增长。
"""

ENGLISH = """
epidemic|By the end of March, 98.6% of industrial enterprises above designated size had resumed work, and 43,000 employees were back at their posts.
epidemic|The zone set up 312 checkpoints, sent 1,260 officials to 86 communities and screened more than 157,000 people.
investment|The zone signed 135 projects with a total investment of 126.8 billion yuan, including 3 projects of over 10 billion yuan each.
investment|Foreign capital actually used reached US$987 million, up 18.4% year on year, or 109.7% of the annual plan.
projects|Of the 218 key projects, 92 were started and 61 completed; investment came to 51.23 billion yuan, 105.4 percent of the plan.
projects|It took only 47 days from land clearance to the start of construction, a new record for the zone.
innovation|213 high-tech enterprises were newly recognised, bringing the total to 907, and technology contracts worth 7.83 billion yuan were registered.
innovation|The zone now holds 64.5 invention patents per 10,000 people, 4.8 times the provincial average.
services|Some 468 enterprises received subsidies of 327 million yuan, and 1,326 government services can be handled online.
services|The zone ranked 23rd among 217 national zones in the evaluation of the business environment, up five places from the year before.
city|9 dead-end roads were opened, 58 old estates were renovated and 22.5 km of greenway was built.
city|Nearly 1.26 million square metres of green space was added, and about 1,083 illegal buildings were removed.
livelihood|14 schools were completed, adding 16,200 seats, and 2 grade-A hospitals are under construction.
livelihood|There were 268 days of good air, 31 days more than the year before, and the mean concentration of PM2.5 fell by 12.4%.
relief|A total of 45.6 million yuan was invested in poverty relief, and all 1,386 households with 4,217 members were lifted out of poverty.
relief|18 village work teams with 312 members were formed, and farm products worth 18.35 million yuan were bought.
visits|Officials visited 35,000 households and 1,240 enterprises and solved 2,094 of 2,180 problems raised, a rate of 96.1%.
visits|152 volunteer teams were founded, with 26,000 registered volunteers, and about 4,300 activities were held.
economy|In 2023 the zone's gross output grew by 7.8% to 135.68 billion yuan, 2.1 percentage points faster than the city as a whole.
economy|The number of market entities doubled to 80,000 and tax revenue rose from 5.6 billion yuan in 2018 to 8.35 billion yuan in 2023.
"""


def _read(block: str) -> list[tuple[str, str]]:
    """(line of work, sentence) pairs."""
    return [(line.split("|", 1)[0], line.split("|", 1)[1]) for line in block.strip().splitlines()]


def looked_at() -> list[tuple[str, str]]:
    """The half rules were written on."""
    return _read(CHINESE)[::2] + _read(ENGLISH)[::2]


def held_out() -> list[tuple[str, str]]:
    """The half nobody looked at while writing rules."""
    return _read(CHINESE)[1::2] + _read(ENGLISH)[1::2]
