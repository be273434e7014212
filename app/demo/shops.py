"""Who opens a restaurant: shops, their owners and their papers, drawn by seed; all of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

Json = dict[str, Any]

SHOPS = (
    "老码头火锅", "南巷牛肉面", "拾味私房菜", "春和里茶餐厅", "阿婆馄饨铺", "渝乡小面馆", "海棠小院酒家", "巷口烧烤店",
    "禾下饺子馆", "福满楼饭庄", "云上咖啡馆", "麦田面包房", "江畔鱼庄", "一品粥铺", "川香阁酒楼", "清风素食馆",
    "四季椰子鸡", "湘里人家", "桥头羊肉馆", "半亩田食府", "晨光早点铺", "小满甜品店", "石磨豆花庄", "兰亭茶餐厅",
    "锦里串串香", "望江楼饭店", "胡同炸酱面", "东篱小馆", "老灶柴火鸡", "稻香食堂", "和记烧腊店", "五谷煎饼铺",
    "西关肠粉店", "聚贤居酒楼", "林间咖啡馆", "大碗面馆", "平安里饭馆", "蒲公英甜品", "竹苑茶楼", "三味书屋咖啡",
)  # fmt: skip
SURNAMES = "陈李王张刘杨黄赵吴周徐孙马朱胡郭何高罗郑梁谢宋唐许韩冯邓曹彭"
GIVEN = (
    "国强", "秀英", "建军", "丽华", "志远", "晓燕", "文博", "雪梅", "家豪", "思雨", "永福", "春兰",
    "海涛", "佳宁", "明哲", "玉珍", "子轩", "慧敏", "德顺", "美玲", "立新", "红霞", "俊杰", "淑贤",
)  # fmt: skip
STREETS = ("和顺路", "青禾大道", "文昌街", "柳荫巷", "望山路", "学府路", "老城南街", "滨河东路")
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of a unified social credit code


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the application declares, and what decides which departments take part."""

    area: int  # m²
    works: int  # yuan
    sign_board: bool = False
    tobacco: bool = False
    drains: bool = False
    fumes: bool = False

    @property
    def departments(self) -> tuple[str, ...]:
        """Who must take part, as the guide says it in words; the diagram is checked against this."""
        needed = {
            "fire": self.area > 300 or self.works > 300_000,
            "urban": self.sign_board,
            "tobacco": self.tobacco,
            "housing": self.drains,
            "ecology": self.fumes,
        }
        return tuple(code for code, wanted in needed.items() if wanted)


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A restaurant to be opened, and who opens it."""

    name: str
    owner: str
    applicant: Json


def draw_shops(seed: int, count: int) -> list[Shop]:
    """`count` shops with names of their own; the first ones are the same however many there are."""
    draw = Random(f"{seed}/shops")
    names = draw.sample(SHOPS, len(SHOPS))
    return [_shop(draw, names[place % len(names)], place // len(names)) for place in range(count)]


def _shop(draw: Random, name: str, branch: int) -> Shop:
    owner = draw.choice(SURNAMES) + draw.choice(GIVEN)
    title = f"{name}{branch + 1}店" if branch else name
    applicant = {
        "name": title,
        "kind": draw.choice(("个体工商户", "有限责任公司")),
        "licence": "92000000MA" + "".join(draw.choices(SIGNS, k=8)),
        "person": owner,
        "identity": f"000000{draw.randint(1965, 2001)}****{draw.randint(1, 999):03d}X",
        "phone": f"0000-2{draw.randint(0, 9999):04d}",
        "address": f"青禾区{draw.choice(STREETS)}{draw.randint(1, 298)}号",
    }
    return Shop(name=title, owner=owner, applicant=applicant)


def draw_facts(draw: Random) -> Facts:
    """Facts of an ordinary application."""
    return Facts(
        area=draw.choice((45, 68, 90, 120, 180, 240, 360, 520)),
        works=draw.choice((60, 90, 150, 220, 280, 340, 480)) * 1000,
        sign_board=draw.random() < 0.6,
        tobacco=draw.random() < 0.3,
        drains=draw.random() < 0.6,
        fumes=draw.random() < 0.7,
    )


def application(shop: Shop, facts: Facts, guide: Json, window: str) -> Json:
    """The body of a real application: one form, one set of materials for all departments."""
    form = {
        "trade_name": shop.name,
        "person": shop.owner,
        "address": shop.applicant["address"],
        "seats": max(12, facts.area // 3),
        "scope": "热食类食品制售、冷食类食品制售" if facts.fumes else "热食类食品制售、自制饮品制售",
        "opening": "2026-03-20",
    }
    return {
        "item": guide["key"],
        "applicant": shop.applicant,
        "form": form,
        "materials": _materials(guide, facts),
        "variables": vars(facts),
        "window": window,
    }


def _materials(guide: Json, facts: Facts) -> list[Json]:
    """The materials of the guide that this application needs."""
    taking_part = facts.departments
    return [
        {"code": material["code"], "name": material["name"], "kind": material["kind"], "copies": material["copies"]}
        for material in guide["materials"]
        if material["required"] and ("needed_if" not in material or material["department"] in taking_part)
    ]
